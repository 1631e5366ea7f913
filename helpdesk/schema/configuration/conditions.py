"""Conditions of routing rules: exactly one of their kinds at each place, as inputs and as answers."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, assert_never

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from helpdesk.kit import ids
from helpdesk.routing.conditions import (
    All,
    AnyOf,
    ChannelIs,
    Condition,
    FieldIs,
    GradeIs,
    ItemIs,
    Not,
    Operator,
    PriorityIs,
    StoreIs,
)
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.enums import Channel, Priority
from helpdesk.schema.fields import several

strawberry.enum(
    Operator,
    name="FieldOperator",
    description="How a form's field is compared. NOT_EQUALS holds when no value equals, also when there is none; "
    "EXISTS takes no value, IN a list; GREATER and LESS compare numbers, or texts in code point order (dates).",
)


@strawberry.input(description="A field of the submitted form compares so.")
class FieldConditionInput:
    """A comparison."""

    path: str = strawberry.field(
        description="Property names with dots, `*` for any item of a list: `lines.*.sku`."
    )
    operator: Operator = strawberry.field(description="How it is compared.")
    value: JSON | None = strawberry.field(
        default=None, description="With what: text, number or boolean; a list for IN; nothing for EXISTS."
    )


@strawberry.input(
    one_of=True,
    description="When a routing rule applies: exactly one of these, nested at most 10 levels deep.",
)
class RoutingConditionInput:
    """One condition."""

    all_: list[RoutingConditionInput] | None = strawberry.field(
        name="all", default=UNSET, description="Every one of these holds; with an empty list, always."
    )
    any_: list[RoutingConditionInput] | None = strawberry.field(
        name="any", default=UNSET, description="At least one of these holds."
    )
    not_: RoutingConditionInput | None = strawberry.field(
        name="not", default=UNSET, description="This does not hold."
    )
    item: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="The service item is one of these or below one of them."
    )
    channel: list[Channel] | None = strawberry.field(default=UNSET, description="It came by one of these.")
    store: list[str] | None = strawberry.field(
        default=UNSET, description="It belongs to one of these stores."
    )
    priority: list[Priority] | None = strawberry.field(
        default=UNSET, description="The priority, stated or the item's default, is one of these."
    )
    grade: list[Grade] | None = strawberry.field(
        default=UNSET, description="The requester's customer grade is one of these."
    )
    field: FieldConditionInput | None = strawberry.field(
        default=UNSET, description="A field of the form compares so."
    )

    def __post_init__(self) -> None:
        """Let what was not given be None, which an idempotency key can hash."""
        for each in fields(self):
            if getattr(self, each.name) is UNSET:
                setattr(self, each.name, None)

    def document(self, at: str = "when") -> dict[str, Any]:
        """The condition as it is stored. Raises InvalidId naming the field."""
        if self.all_ is not None:
            return {"kind": "ALL", "conditions": _each(self.all_, f"{at}.all")}
        if self.any_ is not None:
            return {"kind": "ANY", "conditions": _each(self.any_, f"{at}.any")}
        if self.not_ is not None:
            return {"kind": "NOT", "condition": self.not_.document(f"{at}.not")}
        return self._leaf(at)

    def _leaf(self, at: str) -> dict[str, Any]:
        if self.item is not None:
            return {"kind": "ITEM", "item_ids": several("svc", self.item, f"{at}.item")}
        if self.channel is not None:
            return {"kind": "CHANNEL", "channels": self.channel}
        if self.store is not None:
            return {"kind": "STORE", "store_codes": self.store}
        if self.priority is not None:
            return {"kind": "PRIORITY", "priorities": self.priority}
        if self.grade is not None:
            return {"kind": "GRADE", "grades": [grade.value for grade in self.grade]}
        assert self.field is not None  # noqa: S101 - @oneOf holds it
        value: Any = self.field.value
        value = tuple(value) if isinstance(value, list) else value
        return {"kind": "FIELD", "path": self.field.path, "operator": self.field.operator, "value": value}


def shown(condition: Condition) -> dict[str, Any]:  # noqa: PLR0911 - one line for each kind
    """A stored condition in the shape of the input."""
    match condition:
        case All():
            return {"all": [shown(part) for part in condition.conditions]}
        case AnyOf():
            return {"any": [shown(part) for part in condition.conditions]}
        case Not():
            return {"not": shown(condition.condition)}
        case ItemIs():
            return {"item": [ids.encode("svc", key) for key in condition.item_ids]}
        case ChannelIs():
            return {"channel": [channel.value for channel in condition.channels]}
        case StoreIs():
            return {"store": list(condition.store_codes)}
        case PriorityIs():
            return {"priority": [priority.value for priority in condition.priorities]}
        case GradeIs():
            return {"grade": list(condition.grades)}
        case FieldIs():
            return {"field": _comparison(condition)}
        case _:
            assert_never(condition)


def _each(conditions: list[RoutingConditionInput], at: str) -> list[dict[str, Any]]:
    return [condition.document(f"{at}.{place}") for place, condition in enumerate(conditions)]


def _comparison(condition: FieldIs) -> dict[str, Any]:
    compared: dict[str, Any] = {"path": condition.path, "operator": condition.operator.value}
    if condition.value is not None:
        compared["value"] = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    return compared
