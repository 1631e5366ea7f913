"""The platform is told to send the member a new secret, which never comes through here (docs/domain.md, 3.2)."""

from __future__ import annotations

from helpdesk.kit.errors import Several
from helpdesk.procedures.acts import asking
from helpdesk.procedures.rules.errors import PhoneNotVerified
from helpdesk.procedures.rules.verification import Standing, VerifiedField
from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import standing


async def password_reset_asked(taking: Taking) -> None:
    """Ask for the act; its precondition is the number that was called. Raises Several without a consent there."""
    found = await standing.latest(taking.work, taking.procedure.id)
    if (
        found is None
        or found.policy.field is not VerifiedField.PASSWORD
        or found.state.standing is not Standing.CONSENTED
    ):
        raise Several([PhoneNotVerified()])
    arguments = {
        "member_code": taking.procedure.facts["member_code"],
        "mobile": str(found.row.registered_id),
    }
    await asking.ask(taking, "RESET_PASSWORD", arguments, only_ask_from=None)
