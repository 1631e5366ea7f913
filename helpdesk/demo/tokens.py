"""The demo's tokens: one per role to try things with, valid for days."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import orjson

from helpdesk.accounts.tokens import CallerRole, Signing, issue
from helpdesk.demo.people import PEOPLE, SHOWN
from helpdesk.kit.actor import Permission
from helpdesk.kit.settings import Settings

LIFETIME = timedelta(days=7)
INTEGRATION = frozenset(
    {
        Permission.TICKET_READ, Permission.TICKET_READ_INTERNAL, Permission.TICKET_SUBMIT,
        Permission.TICKET_SUBMIT_FOR_OTHERS, Permission.ORGANISATION_READ, Permission.EVENTS_READ,
        Permission.CONFIGURATION_READ,
    }
)  # fmt: skip


class Tokens:
    """Signs as the platform would."""

    def __init__(self, settings: Settings) -> None:
        assert settings.token_secret is not None  # noqa: S101 - demo_settings sets one
        self._signing = Signing(
            settings.token_secret.get_secret_value(), settings.token_audience, settings.token_issuer
        )

    def agent(self, key: str) -> str:
        """An agent's token."""
        return issue(self._signing, subject=key, role=CallerRole.AGENT, lifetime=LIFETIME)

    def store(self, code: str) -> str:
        """A store manager's token."""
        return issue(
            self._signing, subject=f"manager-of-{code}", role=CallerRole.STORE_MANAGER, store_code=code,
            lifetime=LIFETIME,
        )  # fmt: skip

    def member(self, code: str) -> str:
        """A member's token."""
        return issue(
            self._signing,
            subject=f"member-{code}",
            role=CallerRole.MEMBER,
            member_code=code,
            lifetime=LIFETIME,
        )

    def integration(self) -> str:
        """The token of a program that sees every ticket."""
        return issue(
            self._signing, subject="demo-integration", role=CallerRole.INTEGRATION,
            permissions=INTEGRATION, everything=True, lifetime=LIFETIME,
        )  # fmt: skip

    def by_role(self) -> dict[str, str]:
        """One token for each role."""
        return {
            "store_manager": self.store("S001"),
            "member": self.member("M00001"),
            **{role: self.agent(key) for role, key in SHOWN.items()},
            "integration": self.integration(),
        }

    def keep(self, path: Path) -> None:
        """Write one token per role to a file, which GraphiQL's role picker reads in demo mode."""
        path.touch(mode=0o600)
        path.write_bytes(orjson.dumps(self.by_role()))


def bearer_of(role: str) -> str:
    """Who bears the token of a role, for a person to read."""
    others = {"store_manager": "of store S001", "member": "M00001", "integration": "sees every ticket"}
    named = {person.key: person.name for person in PEOPLE}
    return others.get(role) or named[SHOWN[role]]
