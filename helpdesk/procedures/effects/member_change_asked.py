"""The platform is told to change the member, whole or not at all (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.procedures.acts import asking
from helpdesk.procedures.changes import forms, needs
from helpdesk.procedures.errors import NotYet
from helpdesk.procedures.rules.errors import PhoneNotVerified
from helpdesk.procedures.rules.member_change import Need
from helpdesk.procedures.taking import Taking

_LACKING: Mapping[Need, type[HelpdeskError]] = {Need.PHONE_VERIFICATION: PhoneNotVerified}


async def member_change_asked(taking: Taking) -> None:
    """Ask for the act, its preconditions being the values that were confirmed.

    Raises Several where a definition leads here without what the change needs.
    """
    known = taking.procedure.facts
    if lacking := [_LACKING.get(need, NotYet)(steps=need.value) for need in needs.lacking(taking)]:
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
