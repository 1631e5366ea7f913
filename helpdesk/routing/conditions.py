"""Conditions of routing rules, as typed documents."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority

Text = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\x00]*$", max_length=200)]
Word = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=64)]
Whole = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Scalar = StrictBool | Whole | Real | Text
Path = Annotated[str, StringConstraints(pattern=r"^[^.\x00]+(\.[^.\x00]+){0,15}$", max_length=200)]


class _Condition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemIs(_Condition):
    """The service item is one of these or below one of them."""

    kind: Literal["ITEM"]
    item_ids: tuple[UUID, ...] = Field(min_length=1, max_length=500)


class ChannelIs(_Condition):
    """The request came by one of these channels."""

    kind: Literal["CHANNEL"]
    channels: tuple[Channel, ...] = Field(min_length=1)


class StoreIs(_Condition):
    """The request belongs to one of these stores."""

    kind: Literal["STORE"]
    store_codes: tuple[Word, ...] = Field(min_length=1, max_length=5_000)


class PriorityIs(_Condition):
    """The priority, stated or the item's default, is one of these."""

    kind: Literal["PRIORITY"]
    priorities: tuple[Priority, ...] = Field(min_length=1)


class GradeIs(_Condition):
    """The requester's customer grade is one of these."""

    kind: Literal["GRADE"]
    grades: tuple[Word, ...] = Field(min_length=1, max_length=100)


class Operator(StrEnum):
    """How a form's field is compared."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT_EQUALS"
    IN = "IN"
    CONTAINS = "CONTAINS"
    GREATER = "GREATER"
    LESS = "LESS"
    EXISTS = "EXISTS"


class FieldIs(_Condition):
    """A field of the form compares so. `path` is property names with dots, `*` any item of a list.

    True when some value at the path compares so; NOT_EQUALS when none equals (also when there is none);
    EXISTS when there is a value that is not null. CONTAINS looks for a text in a text or for an item in a
    list. GREATER and LESS compare with a number (also texts that are decimal numbers) or with a text in
    code point order (dates).
    """

    kind: Literal["FIELD"]
    path: Path
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | None = None

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        several = isinstance(self.value, tuple)
        if self.operator is Operator.EXISTS:
            fits = self.value is None
        elif self.operator is Operator.IN:
            fits = several and self.value != ()
        elif self.operator in (Operator.GREATER, Operator.LESS):
            fits = isinstance(self.value, int | float | str) and not isinstance(self.value, bool)
        else:
            fits = self.value is not None and not several
        if not fits:
            raise ValueError(f"the value does not go with {self.operator}")
        return self

    @property
    def steps(self) -> tuple[str, ...]:
        """The path, step by step."""
        return tuple(self.path.split("."))


class All(_Condition):
    """Every one of the conditions holds; with none of them, always."""

    kind: Literal["ALL"]
    conditions: tuple[Condition, ...] = Field(max_length=100)


class AnyOf(_Condition):
    """At least one of the conditions holds; with none of them, never."""

    kind: Literal["ANY"]
    conditions: tuple[Condition, ...] = Field(max_length=100)


class Not(_Condition):
    """The condition does not hold."""

    kind: Literal["NOT"]
    condition: Condition


Leaf = ItemIs | ChannelIs | StoreIs | PriorityIs | GradeIs | FieldIs
Condition = Annotated[
    ItemIs | ChannelIs | StoreIs | PriorityIs | GradeIs | FieldIs | All | AnyOf | Not,
    Field(discriminator="kind"),
]

for model in (All, AnyOf, Not):
    model.model_rebuild()


def parts(condition: Condition) -> Iterator[tuple[int, Condition]]:
    """The condition and everything within it, each with its level, the outermost being 1."""
    waiting: list[tuple[int, Condition]] = [(1, condition)]
    while waiting:
        depth, part = waiting.pop()
        yield depth, part
        if isinstance(part, All | AnyOf):
            waiting.extend((depth + 1, child) for child in part.conditions)
        elif isinstance(part, Not):
            waiting.append((depth + 1, part.condition))
