"""Choices, so that what hypothesis shrinks to is the plain thing: no, the first, the fewest.

They are read from one draw of bytes. Hypothesis makes most of its examples by repeating draws of one kind in
others; of a document with hundreds of draws that leaves little that is new, and costs more than running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

Thing = TypeVar("Thing")
SIZE = 2500
BYTES = st.binary(min_size=SIZE, max_size=SIZE)


class Choices:
    """Reads choices off drawn bytes; once they are used up each choice is the plain one."""

    def __init__(self, drawn: bytes) -> None:
        self._left = iter(drawn)

    def chance(self, percent: int) -> bool:
        """Yes in about so many of a hundred cases."""
        return next(self._left, 0) * 100 >= (100 - percent) * 256

    def count(self, least: int, most: int) -> int:
        """A number of these, both included."""
        span = most - least + 1
        read = next(self._left, 0)
        if span > 32:
            read = read * 256 + next(self._left, 0)
        return least + read % span

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of these."""
        return things[self.count(0, len(things) - 1)]
