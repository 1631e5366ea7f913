"""What a condition is bound to in each dimension, and what remains to be tested once that is known."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import assert_never

from helpdesk.catalog.tree import Catalog
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

Values = frozenset[object]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The values outside of which a condition cannot hold; None where it may hold for any."""

    items: Values | None = None
    stores: Values | None = None
    channels: Values | None = None
    priorities: Values | None = None
    grades: Values | None = None


_ANYTHING = Bounds()
_DIMENSIONS = tuple(each.name for each in fields(Bounds))


def bounds(condition: Condition, catalog: Catalog) -> Bounds:  # noqa: PLR0911 - one line for each kind
    """What a condition is bound to, item sets with all that is below them."""
    match condition:
        case ItemIs():
            return Bounds(items=frozenset(catalog.below(condition.item_ids)))
        case StoreIs():
            return Bounds(stores=frozenset(condition.store_codes))
        case ChannelIs():
            return Bounds(channels=frozenset(condition.channels))
        case PriorityIs():
            return Bounds(priorities=frozenset(condition.priorities))
        case GradeIs():
            return Bounds(grades=frozenset(condition.grades))
        case All():
            return _both([bounds(part, catalog) for part in condition.conditions])
        case AnyOf():
            return _either([bounds(part, catalog) for part in condition.conditions])
        case FieldIs() | Not():
            return _ANYTHING
        case _:
            assert_never(condition)


def residue(condition: Condition) -> Condition | None:
    """The part of a condition that its bounds do not settle; None when they settle it all."""
    if isinstance(condition, ItemIs | StoreIs | ChannelIs | PriorityIs | GradeIs):
        return None
    if isinstance(condition, All):
        left = [part for each in condition.conditions if (part := residue(each)) is not None]
        return All(kind="ALL", conditions=tuple(left)) if left else None
    return condition


def _both(found: list[Bounds]) -> Bounds:
    met: dict[str, Values | None] = {}
    for name in _DIMENSIONS:
        sets = [values for each in found if (values := getattr(each, name)) is not None]
        met[name] = frozenset.intersection(*sets) if sets else None
    return Bounds(**met)


def _either(found: list[Bounds]) -> Bounds:
    joined: dict[str, Values | None] = {}
    for name in _DIMENSIONS:
        sets = [getattr(each, name) for each in found]
        joined[name] = None if not sets or None in sets else frozenset().union(*sets)
    return Bounds(**joined)
