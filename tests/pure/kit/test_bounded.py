"""What a process keeps is bounded, in number and in weight."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit.bounded import Bounded


def test_the_one_that_was_longest_out_of_use_goes() -> None:
    kept: Bounded[str] = Bounded(2)
    kept.put(1, "a")
    kept.put(2, "b")
    assert kept.get(1) == "a"
    kept.put(3, "c")
    assert (kept.get(1), kept.get(2), kept.get(3), len(kept)) == ("a", None, "c", 2)


def test_as_many_go_as_a_heavy_one_needs_and_one_that_is_too_heavy_is_not_kept() -> None:
    kept: Bounded[str] = Bounded(10, heaviest=10)
    for number in range(5):
        kept.put(number, "light", 2)
    assert kept.put("heavy", "heavy", 7) == "heavy"
    assert (kept.get(3), kept.get(4), kept.get("heavy")) == (None, "light", "heavy")
    assert kept.put("huge", "huge", 11) == "huge"
    assert kept.get("huge") is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12))))
def test_it_never_holds_more_than_it_may(puts: list[tuple[int, int]]) -> None:
    kept: Bounded[int] = Bounded(4, heaviest=20)
    weights: dict[int, int] = {}
    for key, weight in puts:
        kept.put(key, key, weight)
        weights[key] = weight
        held = [one for one in range(6) if kept.get(one) is not None]
        assert len(held) == len(kept) <= 4
        assert sum(weights[one] for one in held) <= 20
