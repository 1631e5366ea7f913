"""The values that the platform holds now are those before the change, from here on (docs/domain.md, 3.1)."""

from __future__ import annotations

from helpdesk.privacy.vault import Vault
from helpdesk.procedures.changes import forms
from helpdesk.procedures.taking import Taking


async def before_values_renewed(taking: Taking) -> None:
    """Seal them anew; the form stays as it was submitted."""
    member, ticket = taking.facts.member, taking.ticket
    if member is None:
        return
    vault = taking.work.resource(Vault)
    renewed: dict[str, str | None] = {}
    for change in forms.sealed_changes(ticket, taking.procedure.facts):
        held = member.value(change.field)
        if held is None:
            renewed[change.field.value] = None
            continue
        sealed = vault.seal(
            taking.work, forms.KINDS[change.field], held, subject_kind=ticket.subject_kind, subject_id=ticket.id
        )  # fmt: skip
        renewed[change.field.value] = str(sealed.id)
    taking.know(before=renewed)
