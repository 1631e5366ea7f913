"""A clock's events in the log, and the due time explained from them alone (docs/domain.md, section 4)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sla_samples import (
    CANCELLED,
    CLOCK,
    CONTINUED,
    HALF_A_DAY,
    MET,
    OFFICE,
    PAUSED,
    RESUMED,
    WALL,
    at,
    breached,
    hours,
    level,
    log,
    retargeted,
    started,
    terms,
    warned,
)

from helpdesk.events.log import LoggedEvent
from helpdesk.sla import events
from helpdesk.sla.events import ClockEvent, Dated, by_clock
from helpdesk.sla.explain import Why, explain

EVERY = [
    started(terms(target=HALF_A_DAY)), PAUSED, RESUMED, retargeted(hours(1)), warned("28 13:00"),
    breached("28 13:00"), level(2), events.Acknowledged(*CLOCK, 2), MET, CONTINUED, CANCELLED,
    events.Recomputed(*CLOCK, at("28 13:00"), None),
]  # fmt: skip


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
def test_an_event_reads_back_from_the_log_as_it_was_told(event: ClockEvent) -> None:
    dated = Dated(at("28 09:00"), event)
    assert by_clock([logged(dated)]) == {CLOCK: [dated]}


def test_every_kind_of_event_is_read_back_and_others_are_passed_over() -> None:
    assert {event.kind for event in EVERY} == set(events.KINDS)
    other = logged(Dated(at("28 09:00"), MET), kind="ticket.solved")
    assert events.from_logged(other) is None


def logged(dated: Dated, kind: str | None = None) -> LoggedEvent:
    return LoggedEvent(
        id=UUID(int=1),
        position=None,
        kind=kind or dated.event.kind,
        subject_kind="ticket",
        subject_id=UUID(int=2),
        revision=1,
        actor_kind="SYSTEM",
        actor_key="system",
        at=dated.at,
        data=dated.event.data(),
        facets_before=None,
        facets_after=None,
    )


def test_a_due_time_is_explained_by_every_stretch_since_the_start() -> None:
    story = log(
        ("29 16:00", started(terms())), ("29 17:00", PAUSED), ("30 10:00", RESUMED), ("30 11:00", MET),
        ("30 15:00", CONTINUED), ("30 15:30", retargeted(hours(6))),
    )  # fmt: skip
    assert [
        (one.begins, one.ends, one.why, one.awaiting, one.elapsed.time)
        for one in explain(story, OFFICE, at("30 16:00"))
    ] == [
        (at("29 16:00"), at("29 17:00"), Why.COUNTED, None, hours(1)),
        (at("29 17:00"), at("30 10:00"), Why.PAUSED, "REQUESTER", hours(1)),
        (at("30 10:00"), at("30 11:00"), Why.COUNTED, None, hours(2)),
        (at("30 11:00"), at("30 15:00"), Why.MET, None, hours(2)),
        (at("30 15:00"), at("30 18:00"), Why.COUNTED, None, hours(5)),
        (at("30 18:00"), at("08 09:00"), Why.CLOSED, None, hours(5)),
        (at("08 09:00"), at("08 10:00"), Why.COUNTED, None, hours(6)),
    ]


def test_an_explanation_ends_where_the_clock_did() -> None:
    story = log(("29 16:00", started(terms(WALL))), ("29 20:00", MET))
    stretches = explain(story, OFFICE, at("30 16:00"))
    assert [(one.begins, one.ends, one.counted) for one in stretches] == [
        (at("29 16:00"), at("29 20:00"), True)
    ]
