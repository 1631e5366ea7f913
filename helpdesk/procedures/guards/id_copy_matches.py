"""What the agent read on the copy of the ID card is the member's name and number (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.platform.values import MemberField
from helpdesk.procedures.changes import evidence, forms
from helpdesk.procedures.changes.errors import MemberNotAsked
from helpdesk.procedures.taking import Taking


async def id_copy_matches(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse another number, and a name that is neither the member's nor the one that the form asks for."""
    member = taking.facts.member
    if member is None:
        return [MemberNotAsked()]
    changes = await forms.changes_of(taking)
    new_names = [one.after for one in changes if one.field is MemberField.NAME]
    return evidence.id_copy_differs(taking, member, new_names)
