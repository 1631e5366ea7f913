"""The platform still holds the values before the change (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.changes import forms
from helpdesk.procedures.changes.errors import MemberNotAsked
from helpdesk.procedures.rules.member_change import check_application
from helpdesk.procedures.taking import Taking


async def before_values_hold(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse fields that it holds otherwise, each named."""
    member = taking.facts.member
    if member is None:
        return [MemberNotAsked()]
    return check_application(await forms.changes_of(taking), member, phone_verified=True).refusals
