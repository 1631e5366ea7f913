"""Comparing fields of a form: the values at a path, and predicates on one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from operator import gt, lt
from typing import Any

from helpdesk.routing.conditions import FieldIs, Operator

Predicate = Callable[[object], bool]
FormTest = Callable[[Mapping[str, Any]], bool]
Number = int | float


def compiled(condition: FieldIs) -> FormTest:
    """The comparison as a function of the form."""
    holds, steps = predicate(condition), condition.steps
    negated = condition.operator is Operator.NOT_EQUALS
    if "*" in steps:
        return lambda form: any(holds(value) for value in reached(form, steps)) is not negated
    if len(steps) == 1:
        return _of_one(steps[0], holds, negated=negated)

    def test(form: Mapping[str, Any]) -> bool:
        value: Any = form
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        return (value is not None and holds(value)) is not negated

    return test


def reached(form: object, steps: tuple[str, ...]) -> Iterator[object]:
    """The values at a path that are not null; at most one where the path has no `*`."""
    if not steps:
        if form is not None:
            yield form
    elif steps[0] == "*":
        if isinstance(form, list):
            for item in form:
                yield from reached(item, steps[1:])
    elif isinstance(form, dict):
        yield from reached(form.get(steps[0]), steps[1:])


def _of_one(name: str, holds: Predicate, *, negated: bool) -> FormTest:
    def test(form: Mapping[str, Any]) -> bool:
        value = form.get(name)
        return (value is not None and holds(value)) is not negated

    return test


def predicate(condition: FieldIs) -> Predicate:
    """What one value must satisfy; for NOT_EQUALS what none may."""
    wanted = condition.value
    match condition.operator:
        case Operator.EXISTS:
            return lambda value: True
        case Operator.CONTAINS:
            return lambda value: _contains(value, wanted)
        case Operator.GREATER:
            return _ordered(wanted, gt)
        case Operator.LESS:
            return _ordered(wanted, lt)
        case Operator.EQUALS | Operator.NOT_EQUALS | Operator.IN:
            tokens = frozenset(map(_token, wanted if isinstance(wanted, tuple) else (wanted,)))
            return lambda value: _token(value) in tokens


def decimal(value: Number) -> Decimal:
    """A number as a person writes it: 0.1, not the nearest binary fraction."""
    return Decimal(str(value))


def _token(value: object) -> tuple[bool, object] | None:
    """Equal for equal values: true is not 1, while 1 is 1.0; lists and objects equal nothing."""
    return (isinstance(value, bool), value) if isinstance(value, bool | int | float | str) else None


def _contains(value: object, wanted: object) -> bool:
    if isinstance(value, list):
        return any(_token(item) == _token(wanted) for item in value)
    return isinstance(value, str) and isinstance(wanted, str) and wanted in value


def _ordered(limit: object, order: Callable[[Any, Any], bool]) -> Predicate:
    if isinstance(limit, str):
        return lambda value: isinstance(value, str) and order(value, limit)
    assert isinstance(limit, int | float)  # noqa: S101 - the document's validator says so
    written = decimal(limit)

    def compares(value: object) -> bool:
        if type(value) is int or type(value) is float:
            return order(value, limit)
        number = _number(value) if isinstance(value, str) else None
        return number is not None and order(number, written)

    return compares


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
