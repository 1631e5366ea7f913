"""One-time codes: how long they hold, how often they may be tried and sent (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from helpdesk.procedures.rules.days import day_of, end_of
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.procedures.rules.verification_errors import CodesLimited

DIGITS: Final = 6
HOLDS: Final = timedelta(minutes=5)
TRIES: Final = 5
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Entry(StrEnum):
    """What entering a code came to. Expired or used up, it says nothing about the number being reached."""

    ACCEPTED = "ACCEPTED"
    WRONG = "WRONG"
    EXPIRED = "EXPIRED"
    EXHAUSTED = "EXHAUSTED"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many codes one member is sent: in any hour, and in a day of the platform."""

    an_hour: int = 3
    a_day: int = 10


def judge(*, right: bool, sent_at: datetime, tries: int, now: datetime) -> Entry:
    """What an entry comes to after `tries` wrong ones. The fifth wrong one uses the code up."""
    if now >= sent_at + HOLDS:
        return Entry.EXPIRED
    if tries >= TRIES:
        return Entry.EXHAUSTED
    if right:
        return Entry.ACCEPTED
    return Entry.EXHAUSTED if tries + 1 >= TRIES else Entry.WRONG


def may_send(
    sent: Iterable[datetime], *, now: datetime, zone: ZoneInfo, limits: Limits
) -> Verdict[datetime | None]:
    """Whether a member may be sent another code. The fact is the instant from which one may be, if not now."""
    times = sorted(sent)
    day = day_of(now, zone)
    within = [one for one in times if one > now - HOUR]
    today = [one for one in times if day_of(one, zone) == day]
    free = [end_of(day, zone)] if len(today) >= limits.a_day else []
    if len(within) >= limits.an_hour:
        free.append(within[-limits.an_hour] + HOUR)
    until = max(free, default=None)
    return Verdict(until, () if until is None else (CodesLimited(field="ticketId", until=until),))
