"""Which channels a notification goes by, and when: a pure rule over what an agent chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason


class Wish(StrEnum):
    """What an agent wants of one kind of notification by one channel."""

    OFF = "OFF"
    AT_ONCE = "AT_ONCE"
    DIGEST = "DIGEST"


Choices = Mapping[Channel, Mapping[Reason, Wish]]

URGENT: Final = frozenset({Reason.SLA_BREACHED, Reason.SLA_ESCALATED})
"""What may pass quiet hours."""
_AT_ONCE = {
    Channel.EMAIL: (
        Reason.URGED, Reason.SLA_WARNED, Reason.SLA_BREACHED, Reason.SLA_ESCALATED, Reason.CALL_MISSED,
        Reason.COMPLAINTS_PROVEN, Reason.MEMBER_FROZEN,
    ),
    Channel.SMS: (Reason.SLA_ESCALATED,),
    Channel.ROBOT: (Reason.SLA_BREACHED, Reason.SLA_ESCALATED),
}  # fmt: skip
DEFAULTS: Final[Choices] = {
    channel: dict.fromkeys(reasons, Wish.AT_ONCE) for channel, reasons in _AT_ONCE.items()
}
"""Who chose nothing for a channel has these as soon as there is an address; what is not named is off."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an agent chose. Times are of the clock on the wall; quiet hours may go over midnight."""

    choices: Choices = field(default_factory=dict)
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_passes: bool = True
    digest_at: time = time(9)

    def wish(self, channel: Channel, reason: Reason) -> Wish:
        """What is wanted of a kind of notification by a channel."""
        return self.choices.get(channel, DEFAULTS[channel]).get(reason, Wish.OFF)


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery to be made. What is `held` goes together with what else is held by then."""

    channel: Channel
    due_at: datetime
    held: bool


def plan(
    reason: Reason, preferences: Preferences, channels: Collection[Channel], now: datetime, zone: ZoneInfo
) -> list[Planned]:
    """What a notification leads to by these channels."""
    found = []
    for channel in Channel:
        if channel not in channels or (wish := preferences.wish(channel, reason)) is Wish.OFF:
            continue
        passes = reason in URGENT and preferences.urgent_passes
        due = next_at(preferences.digest_at, now, zone) if wish is Wish.DIGEST else now
        if wish is Wish.DIGEST or not passes:
            due = quiet_over(preferences, due, zone)
        found.append(Planned(channel, due, held=due > now))
    return found


def quiet_over(preferences: Preferences, at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant from `at` on that is not in quiet hours."""
    begins, ends = preferences.quiet_from, preferences.quiet_until
    if begins is None or ends is None or begins == ends:
        return at
    shown = at.astimezone(zone).time()
    quiet = begins <= shown < ends if begins < ends else shown >= begins or shown < ends
    return next_at(ends, at, zone) if quiet else at


def next_at(wall: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The next instant after another at which the clock on the wall shows a time."""
    day = after.astimezone(zone).date()
    for ahead in range(3):
        found = datetime.combine(day + timedelta(days=ahead), wall, tzinfo=zone)
        if found > after:
            return found
    raise AssertionError("every day has its hours")
