"""Conditions as functions of a subject and its priority."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from helpdesk.catalog.tree import Catalog
from helpdesk.kit.priority import Priority
from helpdesk.routing import comparisons
from helpdesk.routing.conditions import (
    All,
    AnyOf,
    ChannelIs,
    Condition,
    FieldIs,
    GradeIs,
    ItemIs,
    Not,
    PriorityIs,
    StoreIs,
)
from helpdesk.routing.subject import RoutingSubject

Test = Callable[[RoutingSubject, Priority], bool]


def compiled(condition: Condition, catalog: Catalog) -> Test:  # noqa: PLR0911 - one line for each kind
    """The condition as a function, item sets written out with all that is below them."""
    match condition:
        case ItemIs():
            below = catalog.below(condition.item_ids)
            return lambda subject, priority: subject.item_id in below
        case ChannelIs():
            channels = frozenset(condition.channels)
            return lambda subject, priority: subject.channel in channels
        case StoreIs():
            stores = frozenset(condition.store_codes)
            return lambda subject, priority: subject.store_code in stores
        case PriorityIs():
            priorities = frozenset(condition.priorities)
            return lambda subject, priority: priority in priorities
        case GradeIs():
            grades = frozenset(condition.grades)
            return lambda subject, priority: subject.requester_grade in grades
        case FieldIs():
            compares = comparisons.compiled(condition)
            return lambda subject, priority: compares(subject.form)
        case Not():
            denied = compiled(condition.condition, catalog)
            return lambda subject, priority: not denied(subject, priority)
        case All():
            return _all([compiled(part, catalog) for part in condition.conditions])
        case AnyOf():
            return _any([compiled(part, catalog) for part in condition.conditions])
        case _:
            assert_never(condition)


def _all(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda subject, priority: all(test(subject, priority) for test in tests)


def _any(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda subject, priority: any(test(subject, priority) for test in tests)
