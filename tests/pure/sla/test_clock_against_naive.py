"""The fold of a clock equals a naive clock that adds up in small steps (`naive_clock`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_clock import DAY, HOUR, TICK, Naive, Week, instant, micros

from helpdesk.calendars.document import Interval
from helpdesk.sla import events
from helpdesk.sla.clocks import apply, crossings_due, fold
from helpdesk.sla.events import Dated
from helpdesk.sla.state import ClockState, CrossingKind, Phase
from helpdesk.sla.terms import BusinessDays, ClockKind, EscalationLevel, Metric, Terms

CLOCK = Metric.RESOLUTION, 1


def event_of(action: str, state: ClockState, terms: Terms) -> events.ClockEvent:
    made: dict[str, events.ClockEvent] = {
        "pause": events.Paused(*CLOCK, "ASKED", "REQUESTER"),
        "resume": events.Resumed(*CLOCK, "REPLIED"),
        "continue": events.Continued(*CLOCK),
        "meet": events.Met(*CLOCK),
        "cancel": events.Cancelled(*CLOCK, "MERGED"),
        "acknowledge": events.Acknowledged(*CLOCK, state.level),
        "retarget": events.Retargeted(*CLOCK, terms, "PRIORITY"),
    }
    return made[action]


class Folded:
    """The same story told to the fold, by verbs and a worker as they work."""

    def __init__(self, week: Week, started: events.Started, at: int) -> None:
        self.week = week
        self.log: list[Dated] = []
        self.told: list[tuple[str, datetime]] = []
        self.state = self.record(None, started, at)

    def record(self, state: ClockState | None, event: events.ClockEvent, at: int) -> ClockState:
        self.log.append(Dated(instant(at), event))
        return apply(state, event, instant(at), self.week)

    def comes_upon(self, at: int) -> int:
        """The instant of the next crossing if it is near, else this one."""
        coming = micros(self.state.next.at - instant(0)) if self.state.next else at
        return coming if at <= coming <= at + 2 * DAY else at

    def tell_breach(self, at: int) -> None:
        assert self.state.due is not None
        self.told.append(("BREACH", self.state.due.at))
        self.state = self.record(self.state, events.Breached(*CLOCK, self.state.due.at), at)

    def poll(self, at: int) -> None:
        while crossing := crossings_due(self.state, instant(at)):
            if crossing.kind is CrossingKind.BREACH:
                assert self.state.due is not None
                assert crossing.at == self.state.due.at
                self.tell_breach(at)
                continue
            self.told.append((crossing.kind, instant(at)))
            event = (
                events.Warned(*CLOCK, crossing.at)
                if crossing.kind is CrossingKind.WARN
                else events.Escalated(*CLOCK, crossing.level, False, False)
            )
            self.state = self.record(self.state, event, at)

    def act(self, action: str, terms: Terms, at: int, tell: bool) -> None:
        if tell and self.state.is_overdue(instant(at)):
            self.tell_breach(at)
        self.state = self.record(self.state, event_of(action, self.state, terms), at)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Weeks with a day or two of other hours than the rest."""
    edges = st.sets(st.integers(12, 46), min_size=2, max_size=4).map(sorted)
    usual, other = draw(edges), draw(edges | st.just([]) | st.just([0, 48]))
    odd = draw(st.sets(st.sampled_from(range(7)), max_size=3))
    days = [other if day in odd else usual for day in range(7)]
    hours = [
        tuple(Interval(a * 30, b * 30) for a, b in zip(day[::2], day[1::2], strict=False)) for day in days
    ]
    return Week(hours, draw(st.booleans()))


def lengths(kind: ClockKind, shortest: int) -> st.SearchStrategy[Any]:
    times = st.integers(shortest, 4 * 3600).map(lambda seconds: timedelta(seconds=seconds))
    if kind is not ClockKind.BUSINESS:
        return times
    return times | st.integers(shortest, 5).map(lambda n: BusinessDays(business_days=Fraction(n, 4)))


@st.composite
def terms_of(draw: st.DrawFn, kind: ClockKind) -> Terms:
    return Terms(
        policy_id=UUID(int=1),
        configuration_version=1,
        calendar_id=UUID(int=7),
        clock=kind,
        target=draw(lengths(kind, 1)),
        warn_percent=draw(st.integers(1, 99)),
        escalation=tuple(
            EscalationLevel(after=after) for after in draw(st.lists(lengths(kind, 0), max_size=3))
        ),
        waiting_limit=Fraction(draw(st.integers(0, 4)), 2),
    )


ACTIONS = {
    Phase.RUNNING: ["poll"] * 4 + ["pause", "pause", "retarget", "retarget", "acknowledge", "meet", "cancel"],
    Phase.PAUSED: ["resume"] * 6 + ["poll", "retarget", "retarget", "acknowledge", "meet", "cancel"],
    Phase.MET: ["continue"] * 6 + ["poll"],
    Phase.CANCELLED: ["poll"],
}
Step = tuple[int | None, int, Terms, bool]
"""How long nothing happens (None: until the clock comes upon something), which action, and its choices."""
GAPS = st.none() | st.integers(0, 5 * HOUR) | st.sampled_from([0, TICK, HOUR, 12 * HOUR])


@st.composite
def stories(draw: st.DrawFn) -> tuple[Week, events.Started, int, list[Step]]:
    kind = draw(st.sampled_from([ClockKind.WALL, ClockKind.BUSINESS, ClockKind.ONLINE]))
    started = events.Started(*CLOCK, draw(terms_of(kind)), draw(st.booleans()))
    steps = st.tuples(GAPS, st.integers(0, 1000), terms_of(kind), st.booleans())
    begin = draw(st.integers(0, 2)) * DAY + draw(st.integers(6 * HOUR, 20 * HOUR))
    return draw(weeks()), started, begin, draw(st.lists(steps, min_size=5, max_size=14))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_a_fold_equals_adding_up_in_small_steps(story: tuple[Week, events.Started, int, list[Step]]) -> None:
    week, started, at, steps = story
    wall = started.terms.clock is ClockKind.WALL or (
        started.terms.clock is ClockKind.ONLINE and started.conversation and week.is_open(at)
    )
    naive, folded = Naive(week, started.terms, wall, at), Folded(week, started, at)
    for gap, choice, terms, tell in steps:
        at = folded.comes_upon(at) if gap is None else at + gap
        naive.advance(at)
        possible = ACTIONS[naive.phase]
        action = possible[choice % len(possible)]
        if action == "poll":
            naive.poll()
            folded.poll(at)
        elif action != "acknowledge" or naive.reached is not None:
            naive.act(action, terms)
            folded.act(action, terms, at, tell)
        agree(naive, folded, at)
    agree_on_what_comes(naive, folded.state)
    assert fold(folded.log, week) == folded.state


def agree(naive: Naive, folded: Folded, at: int) -> None:
    state, now = folded.state, instant(at)
    assert (state.phase, state.warned, state.level) == (naive.phase, naive.warned, naive.level)
    assert (state.acknowledged_level is not None) == naive.acknowledged
    breached_at = state.due.at if state.is_overdue(now) and state.due else state.breached_at
    assert breached_at == (None if naive.reached is None else instant(naive.reached))
    if state.phase is not Phase.RUNNING:
        assert (micros(state.elapsed.time), state.elapsed.days) == (naive.time, naive.days)
    if state.phase is not Phase.PAUSED:
        assert state.waited == naive.waited
    warnings_and_levels = [one for one in folded.told if one[0] != "BREACH"]
    assert warnings_and_levels == [(kind, instant(at)) for kind, at in naive.told if kind != "BREACH"]
    breaches = {at for kind, at in folded.told if kind == "BREACH"}
    assert breaches <= {instant(at) for kind, at in naive.told if kind == "BREACH"}


def agree_on_what_comes(naive: Naive, state: ClockState) -> None:
    """Let the naive clock walk on alone to the instants that the fold foretells, or two days far."""
    horizon = instant(naive.now + 2 * DAY)
    if naive.phase is Phase.PAUSED:
        limit = state.limit.at if state.limit else horizon
        naive.advance(micros(min(limit, horizon) - instant(0)))
        assert (naive.waited >= state.terms.waiting_limit) is (limit <= horizon and state.limit is not None)
    if naive.phase is not Phase.RUNNING:
        return
    if state.next is None or state.next.at > horizon:
        naive.advance(naive.now + 2 * DAY)
        assert naive.crossing() is None
        return
    at = max(micros(state.next.at - instant(0)), naive.now)
    early = replace(naive)
    early.advance(at - 1)
    assert at == naive.now or early.crossing() is None
    naive.advance(at)
    assert naive.crossing() == state.next.kind
