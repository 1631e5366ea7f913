"""Finding rules that can never match, and rules that an earlier one always forestalls.

A search for a subject that satisfies all the conditions at once: alternatives are tried one after the
other, and a set of plain conditions is given up only when it provably contradicts itself. So what is
declared impossible is impossible; what is too complicated to decide is taken as possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from helpdesk.catalog.tree import Catalog
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.routing.conditions import (
    All,
    AnyOf,
    ChannelIs,
    Condition,
    FieldIs,
    GradeIs,
    ItemIs,
    Leaf,
    Not,
    Operator,
    PriorityIs,
    StoreIs,
)
from helpdesk.routing.ranges import clash

Claim = tuple[Condition, bool]
"""A condition and whether it holds."""
Fact = tuple[Leaf, bool]
Values = frozenset[object]
MOST_BRANCHES = 2_000
"""How many alternatives are tried before a question counts as too complicated."""

_CHANNELS: Values = frozenset(Channel)
_PRIORITIES: Values = frozenset(Priority)


@dataclass(slots=True)
class _Branch:
    """One way in which the claims could hold: settled facts, claims to look at, forks to choose in."""

    facts: list[Fact]
    claims: list[Claim]
    forks: list[list[Claim]]

    def unfold(self) -> None:
        """Take apart all claims whose parts hold together, and keep the others as forks."""
        while self.claims:
            condition, holds = self.claims.pop()
            if isinstance(condition, Not):
                self.claims.append((condition.condition, not holds))
            elif isinstance(condition, All | AnyOf):
                parts = [(part, holds) for part in condition.conditions]
                together = isinstance(condition, All) is holds
                (self.claims.extend if together else self.forks.append)(parts)
            else:
                self.facts.append((condition, holds))

    def alternatives(self) -> list[_Branch]:
        """One branch for each way of the last fork; none at all for a fork without ways."""
        *rest, fork = self.forks
        return [_Branch([*self.facts], [choice], [*rest]) for choice in fork]


class Analysis:
    """Decides about conditions over the items of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._items: Values = frozenset(catalog.items)
        self._below: dict[tuple[UUID, ...], Values] = {}

    def never_matches(self, condition: Condition) -> bool:
        """Whether no subject at all can satisfy the condition."""
        return not self._satisfiable([(condition, True)])

    def implies(self, narrow: Condition, broad: Condition) -> bool:
        """Whether everything that satisfies `narrow` satisfies `broad` too."""
        return not self._satisfiable([(narrow, True), (broad, False)])

    def _satisfiable(self, claims: Sequence[Claim]) -> bool:
        branches = [_Branch([], list(claims), [])]
        for _ in range(MOST_BRANCHES):
            if not branches:
                return False
            branch = branches.pop()
            branch.unfold()
            if self._contradictory(branch.facts):
                continue
            if not branch.forks:
                return True
            branches.extend(branch.alternatives())
        return True

    def _contradictory(self, facts: Sequence[Fact]) -> bool:
        sets: dict[type, list[tuple[Values, bool]]] = {}
        fields: dict[str, list[tuple[FieldIs, bool]]] = {}
        for leaf, holds in facts:
            if isinstance(leaf, FieldIs):
                negated = leaf.operator is Operator.NOT_EQUALS
                fields.setdefault(leaf.path, []).append((leaf, holds is not negated))
            else:
                sets.setdefault(type(leaf), []).append((self._members(leaf), holds))
        return any(self._is_empty(kind, claims) for kind, claims in sets.items()) or any(
            clash(claims, single="*" not in path.split(".")) for path, claims in fields.items()
        )

    def _is_empty(self, kind: type, claims: Iterable[tuple[Values, bool]]) -> bool:
        """Whether no value of the dimension is left; stores and grades have endlessly many and none."""
        closed: dict[type, Values] = {ItemIs: self._items, ChannelIs: _CHANNELS, PriorityIs: _PRIORITIES}
        left = closed.get(kind)
        claims = list(claims)
        for members, holds in claims:
            if holds:
                left = members if left is None else left & members
        if left is None:
            return False
        return not left.difference(*(members for members, holds in claims if not holds))

    def _members(self, leaf: Leaf) -> Values:
        match leaf:
            case ItemIs():
                if leaf.item_ids not in self._below:
                    self._below[leaf.item_ids] = frozenset(self._catalog.below(leaf.item_ids))
                return self._below[leaf.item_ids]
            case ChannelIs():
                return frozenset(leaf.channels)
            case StoreIs():
                return frozenset(leaf.store_codes)
            case PriorityIs():
                return frozenset(leaf.priorities)
            case GradeIs():
                return frozenset(leaf.grades)
            case FieldIs():
                raise AssertionError("fields are compared by path")
