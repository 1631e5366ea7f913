"""What is known of a clock after its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from helpdesk.calendars.hours import Due
from helpdesk.sla.meter import START, Elapsed
from helpdesk.sla.terms import Allowance, BusinessDays, Terms


class Phase(StrEnum):
    """Whether a clock counts."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    CANCELLED = "CANCELLED"


LIVE = frozenset({Phase.RUNNING, Phase.PAUSED})


class CrossingKind(StrEnum):
    """What a running clock can come upon."""

    WARN = "WARN"
    BREACH = "BREACH"
    LEVEL = "LEVEL"


@dataclass(frozen=True, slots=True)
class Crossing:
    """The next thing to happen by time alone; `level` is 0 but for a level."""

    kind: CrossingKind
    at: datetime
    provisional: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class ClockState:
    """A clock after its events.

    `elapsed` is the clock time up to `anchor`, since when a running clock counts on. `mark` is the clock time
    of the breach or of the last level, from which the next level counts. `waited` are the business days of
    all pauses that ended. `extended` is an ONLINE clock that counts every second.

    What follows `acknowledged_level` is worked out from the rest: `due` of a clock that is running, breached
    or met, `not_before` from when it may be met if that is not at once, `limit` when a pause has used up what
    the terms allow, `next` when something happens by itself.
    """

    terms: Terms
    extended: bool
    phase: Phase
    started_at: datetime
    anchor: datetime
    elapsed: Elapsed = START
    mark: Elapsed = START
    waited: Fraction = Fraction(0)
    breached_at: datetime | None = None
    met_at: datetime | None = None
    paused_at: datetime | None = None
    awaiting: str | None = None
    warned: bool = False
    level: int = 0
    acknowledged_level: int | None = None
    not_before: datetime | None = None
    due: Due | None = None
    warn_at: datetime | None = None
    limit: Due | None = None
    next: Crossing | None = None

    @property
    def provisional(self) -> bool:
        """Whether an instant still to come rests on holidays not known yet."""
        to_come = (self.due, self.limit, self.next)
        return self.phase in LIVE and any(one is not None and one.provisional for one in to_come)

    @property
    def remaining(self) -> Allowance | None:
        """What was left of the target at the anchor (of a paused clock: now); None for nothing, and of a date."""
        target = self.terms.target
        return (
            self.elapsed.left_until(START, target) if isinstance(target, timedelta | BusinessDays) else None
        )

    @property
    def may_wait(self) -> bool:
        """Whether the pauses so far left anything of what the terms allow. A date does not wait."""
        return self.terms.dated is None and self.waited < self.terms.waiting_limit

    def is_overdue(self, now: datetime) -> bool:
        """Whether it ran past its due instant with no breach on record yet."""
        running = self.phase is Phase.RUNNING and self.breached_at is None
        return running and self.due is not None and self.due.at <= now
