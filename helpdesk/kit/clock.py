"""The one clock. In demo and test mode it can be moved and sped up, the same for every process.

`HELPDESK_CLOCK=offset,speed` is kept in the database (table `clock`), so that the API, the workers and
the command line live in the same minute; each process reads it again when told.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What gives the instant."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    def real_seconds(self, until: datetime) -> float:
        """Seconds to sleep until `until`, zero when it is past."""
        ...

    def real_seconds_since(self, since: datetime) -> float:
        """Seconds that really passed since `since` was shown, however fast this clock runs."""
        ...


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """At the real instant `anchor` it was `shown`; since then time runs `speed` times as fast."""

    anchor: datetime
    shown: datetime
    speed: float = 1.0

    def at(self, real: datetime) -> datetime:
        """What the clock shows at a real instant."""
        return self.shown + (real - self.anchor) * self.speed


class RunningClock:
    """The system's time, or that time moved and sped up by a setting that can be replaced."""

    def __init__(self, setting: ClockSetting | None = None) -> None:
        self.setting = setting

    def now(self) -> datetime:
        """The present instant, in UTC."""
        real = datetime.fromtimestamp(time.time(), UTC)
        return self.setting.at(real) if self.setting else real

    def real_seconds(self, until: datetime) -> float:
        """Seconds to sleep until `until`, zero when it is past."""
        speed = self.setting.speed if self.setting else 1.0
        return max(0.0, (until - self.now()).total_seconds() / speed)

    def real_seconds_since(self, since: datetime) -> float:
        """Seconds that really passed since `since` was shown, however fast this clock runs."""
        speed = self.setting.speed if self.setting else 1.0
        return max(0.0, (self.now() - since).total_seconds() / speed)


class StoppedClock:
    """A clock that moves only when told (tests of rules)."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at

    def real_seconds(self, until: datetime) -> float:
        """Zero: nobody waits on a stopped clock."""
        return 0.0

    def real_seconds_since(self, since: datetime) -> float:
        """What it was moved by since then."""
        return max(0.0, (self.at - since).total_seconds())

    def advance(self, by: timedelta) -> datetime:
        """Move on and return the new instant."""
        self.at += by
        return self.at
