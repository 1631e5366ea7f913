"""What each role may do out of the box."""

from __future__ import annotations

import pytest

from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.kit.actor import Permission

GRANTS = {row["key"]: frozenset(row["permissions"]) for row in DEFAULT_ROLES}
SUBMITTER = {
    "ticket.submit", "ticket.read", "ticket.reply", "ticket.urge", "ticket.reopen", "ticket.cancel",
    "procedure.take_step",
}  # fmt: skip
AGENT = SUBMITTER | {
    "ticket.submit_for_others", "ticket.read_internal", "ticket.note", "ticket.work", "ticket.assign",
    "escalation.acknowledge", "customer.read", "customer.write", "availability.set",
    "organisation.read", "configuration.read", "field.unmask", "calls.read", "calls.make",
}  # fmt: skip
SUPERVISOR = AGENT | {
    "ticket.move",
    "ticket.prioritise",
    "ticket.merge",
    "roster.write",
    "notification.settle",
}


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        ("MEMBER", SUBMITTER),
        ("STORE_MANAGER", SUBMITTER),
        ("AGENT", AGENT),
        ("SUPERVISOR", SUPERVISOR),
        ("MANAGER", SUPERVISOR | {"events.read", "procedure.settle"}),
        ("ADMIN", {permission.value for permission in Permission}),
    ],
)
def test_a_role_grants_exactly_this(role: str, permissions: set[str]) -> None:
    assert GRANTS[role] == permissions


def test_only_administrators_see_every_ticket() -> None:
    assert [row["key"] for row in DEFAULT_ROLES if row["sees_all"]] == ["ADMIN"]


def test_integrations_have_no_role() -> None:
    assert "INTEGRATION" not in GRANTS
