"""Who asks: callers that see something, and callers that do not."""

from __future__ import annotations

from functools import cache

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from helpdesk.kit.actor import Permission
from tests.api.conftest import SIGNING, token

AGENTS = ("admin", "boss", "head", "cfo", "lin", "zhou", "wang", "zhao", "qian", "idle")
"""Administrator, managers, supervisors, agents of one group or another, one without any role."""
SUBMITTERS = ("store:S001", "store:S002", "member:M1", "member:M2", "member:M9", "member:M404")
INTEGRATIONS: dict[str, dict[str, object]] = {
    "integration": {"everything": True, "permissions": ["ticket.read", "events.read"]},
    "integration nothing granted": {},
    "integration of stores": {
        "stores": ["S001", "S003"],
        "permissions": ["ticket.read", "ticket.read_internal"],
    },
    "integration of a group": {"groups": ["finance"], "permissions": ["ticket.read", "events.read"]},
    "integration of people": {"permissions": ["organisation.read", "customer.read"]},
    "integration of settings": {"permissions": ["configuration.read", "organisation.write"]},
}
CALLERS = (*AGENTS, *SUBMITTERS, *INTEGRATIONS)
LANGUAGES = ("en", "zh-CN")


@cache
def bearer(caller: str) -> str:
    """A caller's token; good for as long as tests take."""
    if caller not in INTEGRATIONS:
        return token(caller)
    granted = INTEGRATIONS[caller]
    permissions = [Permission(name) for name in granted.get("permissions", ())]  # type: ignore[attr-defined]
    return tokens.issue(
        SIGNING, subject=caller.replace(" ", "-"), role=CallerRole.INTEGRATION, permissions=permissions,
        everything=bool(granted.get("everything")), stores=granted.get("stores", ()),  # type: ignore[arg-type]
        groups=granted.get("groups", ()),  # type: ignore[arg-type]
    )  # fmt: skip
