"""Two answers to one document, compared: data exactly with the order of its keys, errors by place and code.

Where several fields of one nulled part fail, the specification leaves open which of them is told, and the product
tells five errors at most. So each error told must be one that the oracle finds possible, and each null that errors
caused must be told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from helpdesk.schema.execution import MOST_ERRORS
from tests.oracle.asking import Answer, Asked, Fault
from tests.oracle.labels import Labels

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Expected:
    """The oracle's answer: data, the errors that it tells, and all that were possible."""

    answer: Answer
    possible: frozenset[Fault] = frozenset()


Oracle = Callable[[Asked], Expected]


def differences(got: Answer, expected: Expected) -> list[str]:
    """What is not as it should be; nothing when they agree."""
    wanted = expected.answer
    found = list(_values(got.data, wanted.data, ()))
    if orjson.dumps(got.data) != orjson.dumps(wanted.data) and not found:
        found.append("keys stand in another order")
    return found + list(_errors(got, expected))


def explain(asked: Asked, found: list[str], labels: Labels) -> str:
    """A failure with all that is needed to ask again; ids by name."""
    told = [
        *found[:MOST_SHOWN], *([f"… and {len(found) - MOST_SHOWN} more"] if len(found) > MOST_SHOWN else []),
        f"asked by {asked.caller!r} in {asked.language!r}, operation {asked.operation!r}, variables",
        f"  {labels.readable(dict(asked.variables))!r}", *labels.readable(asked.query).splitlines(),
    ]  # fmt: skip
    return "\n".join(told)


def _values(got: Any, wanted: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    if isinstance(got, dict) and isinstance(wanted, dict):
        for key in dict.fromkeys([*wanted, *got]):
            if key not in got:
                yield f"{_at((*path, key))}: missing, wanted {_short(wanted[key])}"
            elif key not in wanted:
                yield f"{_at((*path, key))}: not asked for, got {_short(got[key])}"
            else:
                yield from _values(got[key], wanted[key], (*path, key))
    elif isinstance(got, list) and isinstance(wanted, list):
        if len(got) != len(wanted):
            yield f"{_at(path)}: {len(got)} items, wanted {len(wanted)}"
        for place, (one, other) in enumerate(zip(got, wanted, strict=False)):
            yield from _values(one, other, (*path, place))
    elif type(got) is not type(wanted) or got != wanted:
        yield f"{_at(path)}: got {_short(got)}, wanted {_short(wanted)}"


def _errors(got: Answer, expected: Expected) -> Iterator[str]:
    wanted = expected.answer
    if got.errors == wanted.errors:
        return
    possible = expected.possible | wanted.errors
    for path, code in sorted(got.errors - possible, key=str):
        yield f"{_at(path)}: error {code} told, none such is possible"
    told = {_nulled(wanted.data, path) for path, _ in got.errors}
    due = {_nulled(wanted.data, path) for path, _ in wanted.errors}
    if len(got.errors) < MOST_ERRORS:
        for path in sorted(due - told, key=str):
            yield f"{_at(path)}: null by an error that was not told"
    for path in sorted(told - due, key=str):
        yield f"{_at(path)}: an error told for what is not null by it"


def _nulled(data: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part that is null because of an error at a path."""
    for depth, step in enumerate(path):
        if not isinstance(data, dict | list):
            return path[:depth]
        try:
            data = data[step]  # type: ignore[index]
        except LookupError:
            return path
    return path


def _at(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path)) or "(all)"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 120 else f"{text[:117]}…"
