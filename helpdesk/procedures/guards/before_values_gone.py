"""The platform holds something else than the values before the change, which are to be confirmed anew."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.changes import forms
from helpdesk.procedures.changes.errors import MemberNotAsked, NothingChangedMeanwhile
from helpdesk.procedures.rules.member_change import check_application
from helpdesk.procedures.taking import Taking


async def before_values_gone(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse while nothing changed: then they are confirmed as they are."""
    member = taking.facts.member
    if member is None:
        return [MemberNotAsked()]
    gone = check_application(await forms.changes_of(taking), member, phone_verified=True).facts
    return [] if gone else [NothingChangedMeanwhile()]
