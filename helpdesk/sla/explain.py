"""Why a clock is due when it is: every stretch of time since its start, counted or not and why.

Explained from the clock's events alone (docs/domain.md, section 4: any due time can be explained).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from helpdesk.sla.clocks import apply, meter_of
from helpdesk.sla.events import Dated
from helpdesk.sla.meter import START, Calendars, Elapsed, Meter
from helpdesk.sla.state import ClockState, Phase


class Why(StrEnum):
    """Why a stretch counted or did not."""

    COUNTED = "COUNTED"
    CLOSED = "CLOSED"
    PAUSED = "PAUSED"
    MET = "MET"


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[begins, ends)`; `elapsed` is the clock time at its end, `awaiting` what a pause waited for."""

    begins: datetime
    ends: datetime
    why: Why
    elapsed: Elapsed
    awaiting: str | None = None

    @property
    def counted(self) -> bool:
        """Whether the clock ran."""
        return self.why is Why.COUNTED


def explain(events: Sequence[Dated], calendars: Calendars, now: datetime) -> list[Stretch]:
    """The stretches of one clock up to its end, else to its due instant or `now`, the later of both.

    What lies after `now` is what will be if nothing happens. Raises ImpossibleStep.
    """
    stretches: list[Stretch] = []
    elapsed = START
    for begins, ends, state in _between_events(events, calendars, now):
        for stretch in _stretches(begins, ends, state, meter_of(state, calendars), elapsed):
            elapsed = stretch.elapsed
            stretches.append(stretch)
    return _joined(stretches)


def _between_events(
    events: Iterable[Dated], calendars: Calendars, now: datetime
) -> Iterator[tuple[datetime, datetime, ClockState]]:
    """The time between one event and the next, with the state that held in it."""
    states: list[tuple[datetime, ClockState]] = []
    for at, event in events:
        states.append((at, apply(states[-1][1] if states else None, event, at, calendars)))
    for (begins, state), (ends, _) in pairwise(states):
        yield begins, ends, state
    for begins, state in states[-1:]:
        if state.phase is Phase.RUNNING:
            yield begins, max(begins, now, state.due.at if state.due else now), state
        elif state.phase is Phase.PAUSED:
            yield begins, max(begins, now), state


def _stretches(
    begins: datetime, ends: datetime, state: ClockState, meter: Meter, elapsed: Elapsed
) -> Iterator[Stretch]:
    if begins >= ends:
        return
    if state.phase is not Phase.RUNNING:
        why = Why.PAUSED if state.phase is Phase.PAUSED else Why.MET
        yield Stretch(begins, ends, why, elapsed, state.awaiting)
        return
    openings = (
        [(begins, ends)] if meter.wall or meter.calendar is None else meter.calendar.openings(begins, ends)
    )
    for opens, closes in openings:
        if begins < opens:
            yield Stretch(begins, opens, Why.CLOSED, elapsed)
        elapsed += meter.passed(opens, closes)
        yield Stretch(opens, closes, Why.COUNTED, elapsed)
        begins = closes
    if begins < ends:
        yield Stretch(begins, ends, Why.CLOSED, elapsed)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours of one kind as one: an event that stops nothing leaves no seam."""
    joined: list[Stretch] = []
    for stretch in stretches:
        last = joined[-1] if joined else None
        if last and (last.why, last.awaiting, last.ends) == (stretch.why, stretch.awaiting, stretch.begins):
            joined[-1] = Stretch(last.begins, stretch.ends, last.why, stretch.elapsed, last.awaiting)
        else:
            joined.append(stretch)
    return joined
