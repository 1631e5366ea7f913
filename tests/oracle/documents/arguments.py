"""Arguments: literals and variables of every input type, with defaults, left out, null, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
)

from tests.oracle.documents import pools as world
from tests.oracle.documents.drawing import Choices
from tests.oracle.documents.pools import Pools

Slot = GraphQLArgument | GraphQLInputField
WRONG = 8
"""In how many of a hundred values something does not exist or is malformed."""


@dataclass(slots=True)
class Variables:
    """The operation's variables: how each is declared, and what is sent."""

    declared: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)


class Arguments:
    """Writes arguments. `place` says whose value it is: `Query.ticket.id`, `TicketsFilter.status`."""

    def __init__(self, choices: Choices, pools: Pools, variables: Variables) -> None:
        self._choices = choices
        self._pools = pools
        self._variables = variables

    def all(self, owner: str, slots: Mapping[str, Slot]) -> str:
        """The arguments of a field or directive, some of those that need not be there left out."""
        given = [
            f"{name}: {self.one(slot.type, f'{owner}.{name}', has_default=slot.default_value is not Undefined)}"
            for name, slot in slots.items()
            if self._is_given(name, slot)
        ]
        return f"({', '.join(given)})" if given else ""

    def condition(self) -> str:
        """What a `@skip` or `@include` goes by."""
        value = self._choices.chance(50)
        if self._choices.chance(50):
            return "true" if value else "false"
        name = f"b{self._choices.count(0, 2)}"
        if name not in self._variables.declared:
            if self._choices.chance(40):
                self._variables.declared[name] = "Boolean! = true" if value else "Boolean = false"
            else:
                self._variables.declared[name] = "Boolean!"
                self._variables.sent[name] = value
        return f"${name}"

    def one(self, kind: Any, place: str, *, has_default: bool = False) -> str:
        """A value, written out or as a variable."""
        if self._choices.chance(35):
            return self._variable(kind, place, has_default=has_default)
        value = self.value(kind, place)
        return self.literal(kind, value, place)

    def _variable(self, kind: Any, place: str, *, has_default: bool) -> str:
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        name = f"v{len(self._variables.declared)}"
        strict = isinstance(kind, GraphQLNonNull) and not (has_default and self._choices.chance(50))
        strict = strict or self._choices.chance(25)
        declared = f"{bare}{'!' if strict else ''}"
        default = self._choices.chance(40)
        if default:
            declared += f" = {self._plain(bare, self._there(bare, place))}"
        if self._choices.chance(70) or (strict and not default):
            self._variables.sent[name] = (self._there if strict else self.value)(bare, place)
        self._variables.declared[name] = declared
        return f"${name}"

    def value(self, kind: Any, place: str) -> Any:
        """A JSON value of a type."""
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        elif self._choices.chance(6):
            return None
        if isinstance(kind, GraphQLList):
            if self._choices.chance(15):
                return self._there(kind.of_type, place)  # one stands for a list of one
            return [self.value(kind.of_type, place) for _ in range(self._choices.count(0, 3))]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                name: self.value(slot.type, f"{kind.name}.{name}")
                for name, slot in kind.fields.items()
                if isinstance(slot.type, GraphQLNonNull) or self._choices.chance(18)
            }
        if isinstance(kind, GraphQLEnumType):
            return self._choices.pick(tuple(kind.values))
        return self._scalar(kind.name, place)

    def _there(self, kind: Any, place: str) -> Any:
        """A value that is not null."""
        return self.value(kind if isinstance(kind, GraphQLNonNull) else GraphQLNonNull(kind), place)

    def literal(self, kind: Any, value: Any, place: str) -> str:
        """A JSON value as a literal, parts of which may be variables."""
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
            parts = (
                f"{name}: {self._part(kind.fields[name].type, one, f'{kind.name}.{name}')}"
                for name, one in value.items()
            )
            return f"{{{', '.join(parts)}}}"
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            return f"[{', '.join(self._part(kind.of_type, one, place) for one in value)}]"
        return self._plain(kind, value)

    def _part(self, kind: Any, value: Any, place: str) -> str:
        if self._choices.chance(15):
            return self._variable(kind, place, has_default=False)
        return self.literal(kind, value, place)

    def _plain(self, kind: Any, value: Any) -> str:
        if isinstance(kind, GraphQLNonNull):
            return self._plain(kind.of_type, value)
        if value is None:
            return "null"
        if isinstance(kind, GraphQLList):
            values = value if isinstance(value, list) else [value]
            return f"[{', '.join(self._plain(kind.of_type, one) for one in values)}]"
        if isinstance(kind, GraphQLInputObjectType):
            parts = (f"{name}: {self._plain(kind.fields[name].type, one)}" for name, one in value.items())
            return f"{{{', '.join(parts)}}}"
        if isinstance(kind, GraphQLEnumType):
            return str(value)
        return json.dumps(value, ensure_ascii=False)

    def _scalar(self, name: str, place: str) -> Any:
        wrong = self._choices.chance(WRONG)
        match name:
            case "ID":
                return self._id(place, wrong=wrong)
            case "Int":
                return self._int(place, wrong=wrong)
            case "Boolean":
                return self._choices.chance(50)
            case "DateTime":
                return self._choices.pick(
                    self._pools.instants[:-1]
                )  # the last is none: literals must be valid
            case "Date":
                return self._choices.pick(world.DAYS)
            case "String":
                return self._text(place, wrong=wrong)
        raise LookupError(f"no values for {name} at {place}")

    def _id(self, place: str, *, wrong: bool) -> str:
        if wrong:
            return self._choices.pick(world.NO_IDS)
        prefix = world.ID_OF.get(place) or self._choices.pick(tuple(self._pools.ids))
        if self._choices.chance(WRONG):
            prefix = self._choices.pick(tuple(self._pools.ids))
        return self._choices.pick(self._pools.ids[prefix])

    def _int(self, place: str, *, wrong: bool) -> int:
        if place.endswith((".first", ".last")):
            return self._choices.pick(world.NO_SIZES if wrong else world.SIZES)
        if place.endswith(".number"):
            return self._choices.pick((1, -5) if wrong else self._pools.numbers)
        return self._choices.pick((0, -1, 99) if wrong else range(1, 7))

    def _text(self, place: str, *, wrong: bool) -> str:
        owner, _, name = place.rpartition(".")
        if name in {"after", "before"}:
            own = self._pools.cursors.get(owner, ())
            others = [one for each in self._pools.cursors.values() for one in each[:2]]
            return self._choices.pick((*world.NO_CURSORS, *others) if wrong or not own else own)
        if owner.startswith("__") or name == "name":
            return self._choices.pick(("Ticket", "Node", "SlaTimerState", "TicketsFilter", "Nothing"))
        known = self._pools.texts.get(name) or self._pools.texts.get(f"{owner.rpartition('.')[2]}.{name}")
        return self._choices.pick(known if known and not wrong else world.TEXTS)

    def _is_given(self, name: str, slot: Slot) -> bool:
        if isinstance(slot.type, GraphQLNonNull) and slot.default_value is Undefined:
            return True
        return self._choices.chance({"last": 15, "before": 10, "after": 25, "first": 50}.get(name, 45))
