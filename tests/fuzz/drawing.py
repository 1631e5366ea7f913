"""What is sent: JSON of any shape, documents walked from the schema, and the product's own with mistakes in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
    type_from_ast,
)
from hypothesis import strategies as st

from helpdesk.schema.build import build, core

OPERATIONS = sorted(Path("frontend_contract/operations").glob("*.graphql"))
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**63, 10**40, 1.5, 1e308, "", " ", "\0", "x" * 300, "'; DROP TABLE tickets; --",
    "\\ud800", "字" * 40, "\u202e", "tkt_", "tkt_" + "0" * 32, "2026-02-30", "2026-11-17T10:00:00", "P1Y", "99:99",
    "../../etc/passwd", [], {}, [[]], {"": ""}, {"$ne": None}, [None], {"__proto__": 1},
)  # fmt: skip
GOOD: Mapping[str, tuple[Any, ...]] = {
    "Int": (0, 1, 5, 100),
    "Float": (0.5, 3.0),
    "Boolean": (True, False),
    "String": ("工单", "S001", "a b", "13800138000"),
    "DateTime": ("2026-11-17T10:00:00+08:00",),
    "Date": ("2026-11-17",),
    "Decimal": ("12.50",),
    "Time": ("10:00:00",),
    "Duration": ("PT1H",),
    "JSON": ({"orderCode": "D1"}, {"field": {"path": "store", "value": "S001"}}, [1, "x"], 5),
}
VOCABULARY = (
    "{", "}", "(", ")", "[", "]", "...", "...F", "on Ticket", "@skip(if: true)", "@include(if: $x)", "@unknown", "$x",
    ":", "!", "fragment F on Query { __typename }", "query", "mutation", "subscription", "__typename",
    "__schema { types { name } }", "null", "1e999", "-0", '"""block"""', '"\\u0000"', "tickets", "node(id: 1) { id }",
    "#", "\ufeff", "9" * 50, "&", "|", "=",
)  # fmt: skip
_TOKEN = re.compile(r"\w+|\.\.\.|[^\w\s]|\s+")

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(JUNK),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
RANDOM = st.randoms(use_true_random=False)


@cache
def schema() -> GraphQLSchema:
    """The product's."""
    return core(build())


class Values:
    """Values of input types: mostly right, sometimes anything."""

    def __init__(self, random: Random, ids: Mapping[str, list[str]], junk: float = 0.12) -> None:
        self._random = random
        self._ids = [one for found in ids.values() for one in found]
        self._junk = junk

    def of(self, kind: Any, depth: int = 0) -> Any:
        """One value."""
        random = self._random
        if random.random() < self._junk:
            return random.choice(JUNK)
        if is_non_null_type(kind):
            kind = kind.of_type
        if is_list_type(kind):
            return [
                self.of(kind.of_type, depth + 1)
                for _ in range(random.choice((0, 1, 1, 2, 30)) if depth < 3 else 0)
            ]
        if is_enum_type(kind):
            return random.choice(sorted(kind.values))
        if is_input_object_type(kind):
            return self._object(kind, depth)
        return random.choice(self._ids if kind.name == "ID" else GOOD.get(kind.name, GOOD["String"]))

    def _object(self, kind: Any, depth: int) -> dict[str, Any]:
        fields: Mapping[str, GraphQLInputField] = kind.fields
        found = {
            name: self.of(one.type, depth + 1)
            for name, one in fields.items()
            if is_non_null_type(one.type) or self._random.random() < (0.4 if depth < 4 else 0)
        }
        if kind.extensions["strawberry-definition"].is_one_of:
            name = self._random.choice(sorted(fields))
            found = {name: self.of(fields[name].type, depth + 1)}
        if self._random.random() < self._junk / 4:
            found["unknown"] = 1
        return found


class Walk:
    """A document walked from the schema: fields, arguments as literals, fragments, aliases, directives."""

    def __init__(self, random: Random, values: Values) -> None:
        self._random = random
        self._values = values
        self._left = random.choice((5, 20, 80, 250))

    def document(self) -> str:
        """An operation."""
        kind = self._random.choice(("query", "query", "query", "mutation", "subscription"))
        root = getattr(schema(), f"{kind}_type")
        if kind == "subscription":
            return f"subscription {{ {self._field(root, self._random.choice(sorted(root.fields)), 0)} }}"
        return f"{kind} {self._selection(root, 0)}"

    def _selection(self, kind: Any, depth: int) -> str:
        if is_abstract_type(kind):
            inner = self._random.sample(schema().get_possible_types(kind), 2)
            parts = [f"... on {one.name} {self._selection(one, depth + 1)}" for one in inner]
            return f"{{ __typename {' '.join(parts)} }}"
        names = self._random.choices(sorted(kind.fields), k=self._random.choice((1, 2, 4, 8)))
        return f"{{ {' '.join(self._field(kind, name, depth) for name in names)} __typename }}"

    def _field(self, kind: Any, name: str, depth: int) -> str:
        self._left -= 1
        found = kind.fields[name]
        inner = get_named_type(found.type)
        composite = is_object_type(inner) or is_abstract_type(inner)
        if composite and (depth > 12 or self._left < 0):
            return "__typename"
        chance = self._random.random()
        alias = f"a{self._random.randrange(9)}: " if chance < 0.2 else ""
        directive = (
            self._random.choice((" @skip(if: false)", " @include(if: true)", " @no", " @skip"))
            if chance > 0.985
            else ""
        )
        name = f"{name}s" if 0.5 < chance < 0.505 else name
        below = f" {self._selection(inner, depth + 1)}" if composite else ""
        return f"{alias}{name}{self._arguments(found.args)}{directive}{below}"

    def _arguments(self, slots: Mapping[str, GraphQLArgument]) -> str:
        given = {
            name: self._values.of(slot.type)
            for name, slot in slots.items()
            if (is_non_null_type(slot.type) and slot.default_value is Undefined)
            or self._random.random() < 0.4
        }
        inner = ", ".join(
            f"{name}: {self._literal(slots[name].type, value)}" for name, value in given.items()
        )
        return f"({inner})" if inner else ""

    def _literal(self, kind: Any, value: Any) -> str:
        if isinstance(value, dict):
            inner = getattr(get_named_type(kind), "fields", {})
            parts = (
                f"{_name(key)}: {self._literal(getattr(inner.get(key), 'type', None), one)}"
                for key, one in value.items()
            )
            return f"{{{', '.join(parts)}}}"
        if isinstance(value, list):
            return f"[{', '.join(self._literal(kind, one) for one in value)}]"
        if (
            isinstance(value, str)
            and kind is not None
            and is_enum_type(get_named_type(kind))
            and value.isidentifier()
        ):
            return value
        return json.dumps(value, ensure_ascii=False).replace("Infinity", "1e999")


def mutated(text: str, random: Random) -> str:
    """A document with some tokens left out, doubled, moved, or others between them."""
    tokens = _TOKEN.findall(text)
    for _ in range(random.choice((0, 1, 1, 2, 5, 20))):
        place, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        match random.randrange(4):
            case 0:
                tokens[place] = ""
            case 1:
                tokens[place] = f"{tokens[place]} {tokens[place]}"
            case 2:
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case _:
                tokens[place] = f" {random.choice(VOCABULARY)} {tokens[place]}"
    return "".join(tokens)


def variables(text: str, values: Values) -> dict[str, Any]:
    """Values for what a good operation declares."""
    operation: Any = parse(text).definitions[0]
    return {
        one.variable.name.value: values.of(type_from_ast(schema(), one.type))
        for one in operation.variable_definitions or ()
    }


def request(random: Random, ids: Mapping[str, list[str]]) -> dict[str, Any]:
    """A request: of the schema's making, or the product's own as it is, or with mistakes."""
    values = Values(random, ids, random.choice((0, 0.05, 0.3)))
    if random.random() < 0.4:
        return {"query": Walk(random, values).document()}
    text = random.choice(OPERATIONS).read_text("utf-8")
    given = variables(text, values)
    made: dict[str, Any] = {
        "query": text if random.random() < 0.5 else mutated(text, random),
        "variables": given,
    }
    if random.random() < 0.1:
        made[random.choice(("query", "variables", "operationName", "extensions", "documentId"))] = (
            random.choice(JUNK)
        )
    return made


def written(made: object) -> bytes:
    """As JSON; what is no Unicode stays an escape."""
    return json.dumps(made).encode()


def _name(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else "x"
