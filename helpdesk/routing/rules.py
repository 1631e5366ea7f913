"""Routing rules, and the book of them compiled once per version.

A rule names what it is bound to (items, stores, channels, priorities, grades). For each such value the
book keeps which rules may apply as the bits of an integer; a decision ANDs five of them and tries only what
is left, in order. 500 rules cost hardly more than the few that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.catalog.documents import Word
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Entry, Kind, Snapshot
from helpdesk.kit.names import LocalisedText
from helpdesk.kit.priority import Priority
from helpdesk.routing.binding import Bounds, bounds, residue
from helpdesk.routing.compiling import Test, compiled
from helpdesk.routing.conditions import Condition, parts
from helpdesk.routing.subject import RoutingSubject

DEEPEST = 10
MOST_PARTS = 200


class Consequence(BaseModel):
    """What a rule does: name the group, set the priority, add tags, end the search."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group_id: UUID | None = None
    priority: Priority | None = None
    add_tags: tuple[Word, ...] = Field(default=(), max_length=20)
    stop: bool = False


class RoutingRule(Entry):
    """If `when` then `then`. Rules are tried by position, then id; the first to say something wins."""

    name: LocalisedText
    position: int = 0
    active: bool = True
    when: Condition
    then: Consequence

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        levels = [depth for depth, _ in parts(self.when)]
        if max(levels) > DEEPEST or len(levels) > MOST_PARTS:
            raise ValueError(f"a condition has at most {DEEPEST} levels and {MOST_PARTS} parts")
        if self.then == Consequence():
            raise ValueError("the rule does nothing")
        return self


ROUTING_RULE = Kind("routing_rule", RoutingRule)


class RuleBook:
    """The active rules of one version in their order, compiled and indexed."""

    def __init__(self, snapshot: Snapshot) -> None:
        catalog = Catalog.of(snapshot)
        self.rules = ordered(snapshot)
        self._tests: tuple[Test | None, ...] = tuple(
            compiled(rest, catalog) if (rest := residue(rule.when)) is not None else None
            for rule in self.rules
        )
        bound = [bounds(rule.when, catalog) for rule in self.rules]
        self._items = _Dimension(bound, lambda each: each.items)
        self._stores = _Dimension(bound, lambda each: each.stores)
        self._channels = _Dimension(bound, lambda each: each.channels)
        self._priorities = _Dimension(bound, lambda each: each.priorities)
        self._grades = _Dimension(bound, lambda each: each.grades)

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """The rules of a snapshot, compiled the first time that they are asked for."""
        return snapshot.build(cls)

    def matching(self, subject: RoutingSubject, priority: Priority) -> Iterator[RoutingRule]:
        """The rules that apply, in order, up to and with the first that stops."""
        left = (
            self._items.by_value.get(subject.item_id, self._items.free)
            & self._stores.by_value.get(subject.store_code, self._stores.free)
            & self._channels.by_value.get(subject.channel, self._channels.free)
            & self._priorities.by_value.get(priority, self._priorities.free)
            & self._grades.by_value.get(subject.requester_grade, self._grades.free)
        )
        while left:
            lowest = left & -left
            left ^= lowest
            place = lowest.bit_length() - 1
            test = self._tests[place]
            if test is None or test(subject, priority):
                rule = self.rules[place]
                yield rule
                if rule.then.stop:
                    return


def ordered(snapshot: Snapshot) -> tuple[RoutingRule, ...]:
    """The active rules of a version in the order in which they are tried."""
    rules = (rule for rule in snapshot.of(ROUTING_RULE).values() if rule.active)
    return tuple(sorted(rules, key=lambda rule: (rule.position, rule.id)))


class _Dimension:
    """Which rules may apply for each value of one dimension; bit n stands for the nth rule.

    `free` are those that are not bound in it, and all that may apply for a value that no rule names.
    """

    def __init__(self, bound: list[Bounds], of: Callable[[Bounds], frozenset[object] | None]) -> None:
        self.free = 0
        tied: dict[object, int] = {}
        for place, each in enumerate(bound):
            values = of(each)
            if values is None:
                self.free |= 1 << place
            else:
                for value in values:
                    tied[value] = tied.get(value, 0) | 1 << place
        self.by_value = {value: bits | self.free for value, bits in tied.items()}
