"""A mapping that forgets what was longest out of use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """The most recently used values by key: so many, and where `heaviest` is given of no more weight than that."""

    def __init__(self, most: int, *, heaviest: int | None = None) -> None:
        self._most = most
        self._heaviest = heaviest
        self._weight = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """A value that is kept."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Value, weight: int = 0) -> Value:
        """Keep a value, letting go of those that were longest out of use."""
        before = self._values.get(key)
        self._weight += weight - (before[1] if before is not None else 0)
        self._values[key] = (value, weight)
        while len(self._values) > self._most or (
            self._heaviest is not None and self._weight > self._heaviest
        ):
            self._weight -= self._values.popitem(last=False)[1][1]
        return value

    def __len__(self) -> int:
        return len(self._values)
