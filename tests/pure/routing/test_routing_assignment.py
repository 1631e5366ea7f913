"""Who takes work now: of those who can, the least loaded; and why not the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_samples import uid

from helpdesk.routing.assignment import Availability, Candidate, Obstacle, Why, choose

NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)


def agent(name: str, load: int = 0, **fields: Any) -> Candidate:
    return Candidate(**{"agent_id": uid(name), "load": load, "capacity": 5, **fields})


def ago(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [
        ({"active": False}, Obstacle.INACTIVE),
        ({"on_shift": False}, Obstacle.OFF_SHIFT),
        ({"on_leave": True}, Obstacle.ON_LEAVE),
        ({"present": False}, Obstacle.ABSENT),
        ({"load": 5}, Obstacle.AT_CAPACITY),
        ({"skills": frozenset({"zh"})}, Obstacle.LACKS_SKILLS),
    ],
)
def test_who_cannot_take_work_now_does_not_get_it(fields: dict[str, Any], obstacle: Obstacle) -> None:
    able = {"skills": frozenset({"zh", "tax"})}
    choice = choose([agent("out", **{**able, **fields}), agent("busy", 4, **able)], ["tax"])
    assert (choice.agent_id, choice.why) == (uid("busy"), Why.ONLY_ONE)
    assert {reason.agent_id: reason.obstacles for reason in choice.reasons}[uid("out")] == (obstacle,)


@pytest.mark.parametrize(
    ("candidates", "chosen", "why"),
    [
        ([agent("a", 2), agent("b", 1)], "b", Why.LEAST_LOADED),
        ([agent("a", 1, last_assigned_at=ago(5)), agent("b", 1, last_assigned_at=ago(9))], "b",
         Why.WAITED_LONGEST),
        ([agent("a", 1, last_assigned_at=ago(5)), agent("b", 1)], "b", Why.WAITED_LONGEST),
        ([agent("a", 5)], None, Why.NOBODY_AVAILABLE),
        ([], None, Why.NO_CANDIDATES),
    ],
)  # fmt: skip
def test_the_least_loaded_then_the_longest_waiting(
    candidates: list[Candidate], chosen: str | None, why: Why
) -> None:
    choice = choose(candidates)
    assert (choice.agent_id, choice.why) == (uid(chosen) if chosen else None, why)


def test_the_others_are_told_what_they_were_behind_in() -> None:
    first, second = sorted(("p", "q"), key=uid)
    candidates = [agent(first), agent(second), agent("r", last_assigned_at=ago(1)), agent("s", 1)]
    told = {reason.agent_id: reason.obstacles for reason in choose(candidates).reasons}
    assert told == {
        uid(first): (),
        uid(second): (Obstacle.LATER_ID,),
        uid("r"): (Obstacle.ASSIGNED_LATER,),
        uid("s"): (Obstacle.MORE_LOADED,),
    }


candidates_ = st.lists(
    st.builds(
        Candidate,
        agent_id=st.sampled_from([uid(f"agent {n}") for n in range(8)]),
        load=st.integers(0, 4),
        capacity=st.integers(0, 4),
        present=st.booleans(),
        on_shift=st.booleans(),
        on_leave=st.booleans(),
        active=st.booleans(),
        skills=st.frozensets(st.sampled_from(["zh", "en"])),
        last_assigned_at=st.none() | st.sampled_from([ago(1), ago(2)]),
    ),
    max_size=8,
    unique_by=lambda each: each.agent_id,
)
needed = st.frozensets(st.sampled_from(["zh", "en"]))


@given(candidates_, needed)
def test_nobody_is_chosen_who_cannot_take_work(found: list[Candidate], skills: frozenset[str]) -> None:
    choice = choose(found, skills)
    able = [
        each
        for each in found
        if each.active and each.on_shift and each.present and not each.on_leave
        and each.load < each.capacity and skills <= each.skills
    ]  # fmt: skip
    assert (choice.agent_id is not None) is bool(able)
    if able:
        (best,) = (each for each in able if each.agent_id == choice.agent_id)
        assert best.load == min(each.load for each in able)
    assert len(choice.reasons) == len(found)
    assert all(bool(each.obstacles) is (each.agent_id != choice.agent_id) for each in choice.reasons)


@given(candidates_, needed, st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(
    found: list[Candidate], skills: frozenset[str], chance: Any
) -> None:
    shuffled = [*found]
    chance.shuffle(shuffled)
    assert choose(found, skills) == choose(shuffled, skills)


@given(candidates_)
def test_availability_survives_being_stored(found: list[Candidate]) -> None:
    taken = Availability(NOON, {uid("g"): tuple(found)})
    assert Availability.from_json(taken.to_json()) == taken
