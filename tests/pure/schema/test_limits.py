"""How large a document may be: what each limit counts, and that counting is not itself the attack."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from graphql import parse

from helpdesk.schema import limits
from helpdesk.schema.limits import excess, has_too_many_values
from helpdesk.schema.pairs import pairs

OPERATIONS = Path("frontend_contract/operations")


def refusal(query: str) -> str | None:
    """Why a document is refused."""
    found = excess(parse(query))
    return None if found is None else found.message


def fields(count: int, form: str = "f{n}") -> str:
    """So many fields."""
    return " ".join(form.format(n=number) for number in range(count))


def doubling(levels: int, leaf: str = "a") -> str:
    """Fragments of which each spreads the next one twice."""
    chain = " ".join(f"fragment F{n} on Q {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ ...F0 }} {chain} fragment F{levels} on Q {{ {leaf} }}"


WITHIN = {
    "20 levels": "{ a" * 20 + " }" * 20,
    "100 aliases": f"{{ {fields(100, 'a{n}: x')} }}",
    "100 directives": f"{{ a {'@d ' * 100} }}",
    "25 mutations": f"mutation {{ {fields(25)} }}",
    "one field 100 times": f"{{ {'a ' * 100} }}",
    "a name of 200 characters": f"{{ {'a' * 200} }}",
    "a text of any length": f'{{ a(b: "{"x" * 5_000}") }}',
    "many queries at the root": f"{{ {fields(500)} }}",
}
BEYOND = {
    "21 levels": ("{ a" * 21 + " }" * 21, "more than 20 levels"),
    "21 levels through a fragment": (
        "{ a" * 11 + " { ...F }" + " }" * 11 + "fragment F on Q " + "{ a" * 10 + " }" * 10,
        "more than 20 levels",
    ),
    "101 aliases": (f"{{ {fields(101, 'a{n}: x')} }}", "more than 100 aliases"),
    "aliases of a fragment, each time": (
        f"{{ a {{ ...F }} b {{ ...F }} }} fragment F on Q {{ {fields(60, 'a{n}: x')} }}",
        "more than 100 aliases",
    ),
    "aliases over several operations": (
        f"query A {{ {fields(60, 'a{n}: x')} }} query B {{ {fields(60, 'a{n}: x')} }}",
        "more than 100 aliases",
    ),
    "101 directives on one field": (f"{{ a {'@d ' * 101} }}", "more than 100 directives"),
    "101 directives on the operation": (f"query {'@d ' * 101} {{ a }}", "more than 100 directives"),
    "101 directives on a variable": (f"query($v: I {'@d ' * 101}) {{ a }}", "more than 100 directives"),
    "101 directives on a fragment": (
        f"{{ ...F {'@d ' * 50} ... {'@d ' * 25} {{ a }} }} fragment F on Q {'@d ' * 26} {{ a }}",
        "more than 100 directives",
    ),
    "2,001 fields": (f"{{ {fields(2_001)} }}", "more than 2000 fields"),
    "26 fragments that double": (doubling(26), "more than 2000 fields"),
    "26 fragments that double and hold nothing": (doubling(26, "...Unknown"), "more than 2000 fields"),
    "26 mutations": (f"mutation {{ {fields(26)} }}", "at most 25 mutations"),
    "26 mutations by fragments": (
        f"mutation {{ ...F ... {{ {fields(16, 'g{n}')} }} }} fragment F on M {{ {fields(10)} }}",
        "at most 25 mutations",
    ),
    "one field 101 times": (f"{{ {'a ' * 102} }}", "the same fields too often"),
    "one field in many places": (
        f"{{ {'a { b } ' * 71} {'... { a { b } } ' * 30} }}",
        "the same fields too often",
    ),
    "one field below many": (f"{{ {'a { b b b b } ' * 30} }}", "the same fields too often"),
    "fragments beside each other": (
        f"{{ {fields(110, '...F{n}')} }} {fields(110, 'fragment F{n} on Q {{ a{n} }}')}",
        "the same fields too often",
    ),
    "a name of 201 characters": (f"{{ {'a' * 201} }}", "at most 200 characters"),
    "a number of 201 digits": (f"{{ a(b: {'1' * 201}) }}", "at most 200 characters"),
    "a ring of fragments": (
        "{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }", "within itself",
    ),
    "a fragment that nobody spreads": ("{ a } fragment A on Q { a }", "never used"),
}  # fmt: skip


@pytest.mark.parametrize("query", WITHIN.values(), ids=WITHIN)
def test_what_is_just_within_a_limit_is_taken(query: str) -> None:
    assert refusal(query) is None


@pytest.mark.parametrize(("query", "why"), BEYOND.values(), ids=BEYOND)
def test_what_is_beyond_a_limit_is_refused_and_told_which(query: str, why: str) -> None:
    began = time.thread_time()
    assert why in (refusal(query) or "")
    assert time.thread_time() - began < 0.25


def test_pairs_are_counted_where_fields_are_merged() -> None:
    document = parse("{ a { b c } a { b } ... { a { b } } ...F } fragment F on Q { a { c } d }")
    operation, fragment = document.definitions
    found = pairs(operation.selection_set, {"F": fragment}, at_most=1_000)  # type: ignore[attr-defined,dict-item]  # parsed above
    assert found == 6 + 3 + 1  # a with a, b with b, c with c


@pytest.mark.parametrize("path", sorted(OPERATIONS.glob("*.graphql")), ids=lambda path: path.stem)
def test_every_operation_of_the_contract_is_far_below_the_limits(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, tenth in {
        "MOST_FIELDS": 200,
        "MOST_ALIASES": 10,
        "MOST_DIRECTIVES": 10,
        "MOST_PAIRS": 500,
    }.items():
        monkeypatch.setattr(limits, name, tenth)
    assert refusal(path.read_text("utf-8")) is None


def test_the_values_of_variables_are_counted_at_every_depth() -> None:
    assert not has_too_many_values({"a": [0] * 9_999})
    assert has_too_many_values({"a": [0] * 10_000})
    assert has_too_many_values({"a": [[[{}] * 100] * 10] * 10})
    assert has_too_many_values({"a": {str(number): number for number in range(10_000)}})
    assert not has_too_many_values({"a": "x" * 900_000})
