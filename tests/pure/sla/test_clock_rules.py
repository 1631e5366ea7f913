"""A clock's rules one by one, by tables that an agent could check by hand (docs/domain.md, section 4)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sla_samples import (
    BUSINESS,
    CANCELLED,
    CLOCK,
    CONTINUED,
    HALF_A_DAY,
    MET,
    ONLINE,
    PAUSED,
    RECOMPUTED,
    RESUMED,
    WALL,
    Office,
    after,
    at,
    breached,
    hours,
    level,
    next_of,
    retargeted,
    started,
    terms,
    warned,
)

from helpdesk.calendars.holidays import NOTHING_KNOWN, packaged
from helpdesk.calendars.hours import Calendar
from helpdesk.sla import events
from helpdesk.sla.clocks import ImpossibleStep, crossings_due
from helpdesk.sla.events import ClockEvent
from helpdesk.sla.state import CrossingKind, Phase
from helpdesk.sla.terms import Allowance, Terms


@pytest.mark.parametrize(
    ("of", "conversation", "since", "warn", "due"),
    [
        pytest.param(terms(WALL), False, "30 16:00", "30 19:00", "30 20:00", id="wall counts the night"),
        pytest.param(
            terms(BUSINESS), False, "30 16:00", "08 10:00", "08 11:00", id="business waits for work"
        ),
        pytest.param(terms(ONLINE), False, "30 16:00", "08 10:00", "08 11:00", id="online, nobody there"),
        pytest.param(terms(ONLINE), True, "30 16:00", "30 19:00", "30 20:00", id="online, in conversation"),
        pytest.param(terms(ONLINE), True, "30 18:00", "08 12:00", "08 13:00", id="online, begun after hours"),
        pytest.param(terms(target=HALF_A_DAY), False, "30 15:45", "08 10:07:30", "08 11:15", id="half a day"),
    ],
)
def test_a_clock_counts_what_its_kind_says(
    of: Terms, conversation: bool, since: str, warn: str, due: str
) -> None:
    state = after((since, started(of, conversation)))
    assert state.due is not None
    assert (state.warn_at, state.due.at) == (at(warn), at(due))
    assert next_of(state) == (CrossingKind.WARN, 0, at(warn))


def test_a_pause_moves_everything_and_goes_on_with_what_was_left() -> None:
    state = after(("28 09:00", started(terms())), ("28 10:00", PAUSED))
    assert (state.phase, state.due, state.next, state.remaining) == (Phase.PAUSED, None, None, hours(3))
    assert (state.paused_at, state.awaiting) == (at("28 10:00"), "REQUESTER")
    state = after(("28 09:00", started(terms())), ("28 10:00", PAUSED), ("29 17:00", RESUMED))
    assert (state.warn_at, state.due and state.due.at) == (at("30 10:00"), at("30 11:00"))


def test_waiting_is_counted_in_business_days_and_has_a_limit() -> None:
    of = terms(waiting_limit=Fraction(2))
    state = after(("28 09:00", started(of)), ("28 13:30", PAUSED))
    assert (state.limit and state.limit.at, state.may_wait) == (at("30 13:30"), True)
    state = after(
        ("28 09:00", started(of)), ("28 13:30", PAUSED), ("29 13:30", RESUMED), ("30 09:00", PAUSED)
    )
    assert (state.waited, state.limit and state.limit.at) == (Fraction(1), at("30 18:00"))
    state = after(("28 09:00", started(of)), ("28 13:30", PAUSED), ("30 13:30", RESUMED))
    assert not state.may_wait


@pytest.mark.parametrize(
    ("answered", "breached_at"), [("28 12:59:59", None), ("28 13:00", "28 13:00"), ("28 15:00", "28 13:00")]
)
def test_an_answer_at_the_due_instant_is_late(answered: str, breached_at: str | None) -> None:
    state = after(("28 09:00", started(terms())), (answered, MET))
    assert (state.phase, state.met_at) == (Phase.MET, at(answered))
    assert state.breached_at == (at(breached_at) if breached_at else None)
    assert state.next is None


@pytest.mark.parametrize(
    "event", [PAUSED, MET, CANCELLED, retargeted(hours(9))], ids=lambda event: event.kind
)
def test_a_breach_is_a_fact_before_anybody_records_it(event: ClockEvent) -> None:
    assert after(("28 09:00", started(terms())), ("28 14:00", event)).breached_at == at("28 13:00")


def test_crossings_come_one_by_one_however_late_they_are_looked_for() -> None:
    story: list[tuple[str, ClockEvent]] = [("28 09:00", started(terms()))]
    now = "28 17:00"
    expected = [
        (("WARN", 0, at("28 12:00")), warned("28 13:00")),
        (("BREACH", 0, at("28 13:00")), breached("28 13:00")),
        (("LEVEL", 1, at("28 13:00")), level(1)),
    ]
    for crossing, event in expected:
        state = after(*story)
        assert next_of(state) == crossing
        assert crossings_due(state, at(now)) is state.next
        story.append((now, event))
    assert next_of(after(*story)) == ("LEVEL", 2, at("28 18:00"))
    assert crossings_due(after(*story), at(now)) is None


BREACH = [("28 09:00", started(terms())), ("28 13:00", breached("28 13:00"))]


def test_each_level_waits_for_the_one_before_to_be_acknowledged() -> None:
    assert next_of(after(*BREACH)) == ("LEVEL", 1, at("28 13:00"))
    assert next_of(after(*BREACH, ("28 13:10", level(1)))) == ("LEVEL", 2, at("28 14:10"))
    second = after(*BREACH, ("28 13:10", level(1)), ("28 17:30", level(2)))
    assert next_of(second) == ("LEVEL", 3, at("29 10:30"))
    assert after(*BREACH, ("28 13:10", level(1)), ("28 17:30", level(2)), ("29 10:30", level(3))).next is None


def test_acknowledging_ends_escalation_but_not_the_clock() -> None:
    state = after(*BREACH, ("28 13:10", level(1)), ("28 13:20", events.Acknowledged(*CLOCK, 1)))
    assert (state.next, state.phase, state.breached_at) == (None, Phase.RUNNING, at("28 13:00"))


def test_a_pause_suspends_levels_and_resuming_continues_them() -> None:
    paused = [*BREACH, ("28 13:10", level(1)), ("28 13:40", PAUSED)]
    state = after(*paused)
    assert (state.next, state.due and state.due.at) == (None, at("28 13:00"))
    assert next_of(after(*paused, ("29 09:00", RESUMED))) == ("LEVEL", 2, at("29 09:30"))


@pytest.mark.parametrize("event", [MET, CANCELLED], ids=["met", "cancelled"])
def test_meeting_or_cancelling_ends_escalation(event: ClockEvent) -> None:
    assert after(*BREACH, ("28 13:10", level(1)), ("28 13:40", event)).next is None


@pytest.mark.parametrize(
    ("target", "due"),
    [
        pytest.param(hours(8), "28 17:00", id="longer"),
        pytest.param(hours(3), "28 12:00", id="shorter"),
        pytest.param(hours(1), "28 11:00", id="shorter than what has elapsed: due at that instant"),
        pytest.param(HALF_A_DAY, "28 13:30", id="in business days"),
    ],
)
def test_another_target_keeps_what_has_elapsed(target: Allowance, due: str) -> None:
    state = after(("28 09:00", started(terms())), ("28 11:00", retargeted(target)))
    assert state.due is not None
    assert state.due.at == at(due)


def test_a_warning_is_not_repeated_and_a_breach_is_not_undone_by_another_target() -> None:
    state = after(
        ("28 09:00", started(terms())), ("28 12:00", warned("28 13:00")), ("28 12:30", retargeted(hours(8)))
    )
    assert next_of(state) == ("BREACH", 0, at("28 17:00"))
    state = after(*BREACH, ("28 13:10", level(1)), ("28 13:20", retargeted(hours(8))))
    assert (state.breached_at, state.level) == (at("28 13:00"), 1)
    assert next_of(state) == ("LEVEL", 2, at("28 14:10"))


def test_a_target_shortened_while_paused_is_due_on_resuming() -> None:
    story = [("28 09:00", started(terms())), ("28 11:00", PAUSED), ("28 12:00", retargeted(hours(1)))]
    assert after(*story).due is None
    state = after(*story, ("28 15:00", RESUMED))
    assert state.due is not None
    assert state.due.at == at("28 15:00")


def test_a_reopened_clock_continues_without_the_time_between() -> None:
    story = [("28 09:00", started(terms())), ("28 12:00", MET), ("29 09:00", CONTINUED)]
    state = after(*story)
    assert (state.phase, state.met_at, state.due and state.due.at) == (Phase.RUNNING, None, at("29 10:00"))


@pytest.mark.parametrize(
    ("story", "event"),
    [
        ([], MET),
        ([], RECOMPUTED),
        ([("28 09:00", started(terms()))], started(terms())),
        ([("28 09:00", started(terms()))], RESUMED),
        ([("28 09:00", started(terms()))], CONTINUED),
        ([("28 09:00", started(terms())), ("28 10:00", PAUSED)], PAUSED),
        ([("28 09:00", started(terms())), ("28 10:00", CANCELLED)], MET),
        ([("28 09:00", started(terms())), ("28 10:00", MET)], CANCELLED),
    ],
)
def test_an_event_that_cannot_follow_is_refused(
    story: list[tuple[str, ClockEvent]], event: ClockEvent
) -> None:
    with pytest.raises(ImpossibleStep):
        after(*story, ("28 12:00", event))
    with pytest.raises(ImpossibleStep):
        after()


def test_a_clock_by_unknown_holidays_is_provisional_until_they_are_known() -> None:
    story = ("30 16:00", started(terms()))
    guessed, known = after(story, office=Office(NOTHING_KNOWN)), after(story)
    assert (guessed.provisional, guessed.due and guessed.due.at) == (True, at("01 11:00"))
    assert (known.provisional, known.due and known.due.at) == (False, at("08 11:00"))
    assert not after(("30 16:00", started(terms(WALL))), office=Office(NOTHING_KNOWN)).provisional
    in_conversation = ("30 16:00", started(terms(ONLINE), conversation=True))
    assert after(in_conversation, office=Office(NOTHING_KNOWN)).provisional


def test_a_calendar_that_never_opens_makes_no_clock_fail() -> None:
    office = Office(packaged())
    office.calendar = Calendar(office.calendar.document.model_copy(update={"weekly": {}}), NOTHING_KNOWN)
    state = after(("28 09:00", started(terms())), office=office)
    assert (state.due, state.warn_at, state.next) == (None, None, None)
    assert after(("28 09:00", started(terms())), ("28 10:00", PAUSED), office=office).limit is None
