"""Resetting a password (docs/domain.md, 3.2): consent at the number that the platform holds, and no other."""

from __future__ import annotations

from helpdesk.kit.errors import HelpdeskError
from helpdesk.platform.values import Member, MemberField
from helpdesk.procedures.rules import normal
from helpdesk.procedures.rules.errors import PhoneNotVerified, RegisteredNumberChanged
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.procedures.rules.verification import Standing, State


def check(state: State, *, called: str, member: Member) -> Verdict[None]:
    """Whether the platform may be told to reset: consent was given at `called`, which it still holds (E.164)."""
    refusals: list[HelpdeskError] = []
    if state.standing is not Standing.CONSENTED:
        refusals.append(PhoneNotVerified())
    if normal.of_field(MemberField.MOBILE, called) != normal.of_field(MemberField.MOBILE, member.mobile):
        refusals.append(RegisteredNumberChanged())
    return Verdict(None, tuple(refusals))
