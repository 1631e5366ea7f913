"""How urgent something is: the same four words for tickets, promises and routing."""

from __future__ import annotations

from enum import StrEnum


class Priority(StrEnum):
    """From the least to the most urgent."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"

    @property
    def raised(self) -> Priority:
        """The next more urgent one; URGENT stays URGENT."""
        order = list(Priority)
        return order[min(order.index(self) + 1, len(order) - 1)]
