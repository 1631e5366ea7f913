"""The platform is told to change the member, whole or not at all (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.procedures.acts import asking
from helpdesk.procedures.changes import forms
from helpdesk.procedures.errors import NotYet
from helpdesk.procedures.rules.errors import PhoneNotVerified
from helpdesk.procedures.rules.member_change import Need
from helpdesk.procedures.taking import Taking


async def member_change_asked(taking: Taking) -> None:
    """Ask for the act, its preconditions being the values that were confirmed.

    Raises Several where a definition leads here without what the change needs.
    """
    known = taking.procedure.facts
    if lacking := list(_lacking(forms.needs_now(taking), known)):
        raise Several(lacking)
    changes = [
        {
            "field": one.field.value,
            "before": None if one.before is None else str(one.before),
            "after": str(one.after),
        }
        for one in forms.sealed_changes(taking.ticket, known)
    ]
    arguments = {"member_code": known["member_code"], "changes": changes}
    await asking.ask(taking, "CHANGE_MEMBER", arguments, only_ask_from=None)


def _lacking(needed: frozenset[Need], known: Mapping[str, Any]) -> Iterator[HelpdeskError]:
    """What the change needs and was not given for it since it was last confirmed."""
    if not known.get("confirmed"):
        yield NotYet(steps=Need.ID_COPY.value)
    if Need.DOCUMENTS in needed and not known.get("documents_right"):
        yield NotYet(steps=Need.DOCUMENTS.value)
    if Need.PHONE_VERIFICATION in needed and not known.get("phone_verified"):
        yield PhoneNotVerified()
