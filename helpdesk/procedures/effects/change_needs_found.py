"""What the change needs, as the platform tells it at the moment of verification."""

from __future__ import annotations

from helpdesk.procedures.changes import forms
from helpdesk.procedures.rules.member_change import needs
from helpdesk.procedures.taking import Taking


async def change_needs_found(taking: Taking) -> None:
    """Keep it; a store may have been tied to the member since the form came in."""
    member = taking.facts.member
    if member is not None:
        fields = [one.field for one in forms.sealed_changes(taking.ticket, taking.procedure.facts)]
        taking.know(needs=sorted(needs(fields, member)))
