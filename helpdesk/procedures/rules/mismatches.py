"""How often a form's values may miss what the platform holds, before the member is frozen (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from helpdesk.procedures.rules.days import day_of, end_of
from helpdesk.procedures.rules.errors import MemberFrozen
from helpdesk.procedures.rules.verdict import Verdict

A_DAY: Final = 5
"""The default limit: mismatches of one member in one day of the platform."""


@dataclass(frozen=True, slots=True)
class MismatchFacts:
    """`left` mismatches until the member is frozen; `until` when that ends, where it holds."""

    today: int
    left: int
    until: datetime | None


def check(
    mismatched_at: Iterable[datetime], *, now: datetime, zone: ZoneInfo, limit: int = A_DAY
) -> Verdict[MismatchFacts]:
    """Whether a form about this member is looked at. A frozen one is not: right values are not told either."""
    day = day_of(now, zone)
    today = sum(day_of(one, zone) == day for one in mismatched_at)
    until = end_of(day, zone) if today >= limit else None
    facts = MismatchFacts(today, max(0, limit - today), until)
    return Verdict(facts, () if until is None else (MemberFrozen(field="memberCode", until=until),))


def freezes(already_today: int, fresh: int, *, limit: int = A_DAY) -> bool:
    """Whether `fresh` further mismatches freeze a member who was not: then a supervisor is told, once."""
    return already_today < limit <= already_today + fresh
