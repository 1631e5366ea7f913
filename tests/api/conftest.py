"""Documents sent over the real ASGI application, as each role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy import func, select, table

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole, Signing
from helpdesk.app import Runtime, create_app
from helpdesk.platform.port import Platform
from tests.conftest import SECRET

SIGNING = Signing(SECRET, "helpdesk", "platform")
TICKET_FIELDS = "id number version status priority assignee { id } group { id code }"
SUBMIT = (
    "mutation($input: SubmitTicketInput!) { submitTicket(input: $input) { "
    f"ticket {{ {TICKET_FIELDS} }} userErrors {{ code field message retryable }} }} }}"
)


def token(role: str) -> str:
    """A token by a short name: `store:S001`, `member:M1`, `wang` (an agent), `integration` …"""
    kind, _, code = role.partition(":")
    if kind == "store":
        return tokens.issue(
            SIGNING, subject=f"manager-{code}", role=CallerRole.STORE_MANAGER, store_code=code
        )
    if kind == "member":
        return tokens.issue(SIGNING, subject=f"member-{code}", role=CallerRole.MEMBER, member_code=code)
    if kind == "integration":
        return tokens.issue(
            SIGNING, subject=code or "erp", role=CallerRole.INTEGRATION, everything=True,
            permissions=["ticket.read", "ticket.submit", "ticket.submit_for_others", "events.read"],
        )  # fmt: skip
    return tokens.issue(SIGNING, subject=kind, role=CallerRole.AGENT)


@dataclass(slots=True)
class Api:
    """Sends documents; each answer is the whole JSON body."""

    client: httpx.AsyncClient
    runtime: Runtime

    async def __call__(
        self, role: str, query: str, *, language: str = "en", **variables: Any
    ) -> dict[str, Any]:
        """Run a document as a role; errors included in what comes back."""
        response = await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {token(role)}", "Accept-Language": language},
        )
        body: dict[str, Any] = response.json()
        return body

    async def data(self, role: str, query: str, **variables: Any) -> dict[str, Any]:
        """As calling it, where no errors are expected."""
        body = await self(role, query, **variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def mutate(
        self, role: str, name: str, fields: str = "ticket { id }", /, **given: Any
    ) -> dict[str, Any]:
        """Run one mutation with an input; the payload, with `userErrors`."""
        kind = f"{name[0].upper()}{name[1:]}Input"
        query = (
            f"mutation($input: {kind}!) {{ {name}(input: $input) "
            f"{{ {fields} userErrors {{ code field message retryable }} }} }}"
        )
        found: dict[str, Any] = (await self.data(role, query, input=given))[name]
        return found

    async def submit(self, role: str, item: Any, **given: Any) -> dict[str, Any]:
        """Submit a ticket that must be accepted."""
        wanted = {"serviceItemId": f"svc_{item.hex}", "title": "一张工单", **given}
        payload: dict[str, Any] = (await self.data(role, SUBMIT, input=wanted))["submitTicket"]
        assert payload["userErrors"] == [], payload
        ticket: dict[str, Any] = payload["ticket"]
        return ticket

    async def counts(self) -> Mapping[str, int]:
        """Rows of every table that a change writes, to show that nothing was written."""
        names = ("tickets", "comments", "events", "outbox", "sla_timers", "notifications", "idempotency_keys",
                 "routing_decisions", "customers", "ticket_flags", "ticket_links", "agents", "agent_groups",
                 "configuration_versions", "configuration_drafts", "shifts", "leaves", "attachments",
                 "attachment_views", "integration_tokens", "token_revocations", "deliveries",
                 "agent_contacts", "group_robots")  # fmt: skip
        async with self.runtime.engine.connect() as connection:
            return {
                name: await connection.scalar(select(func.count()).select_from(table(name))) for name in names
            }


@pytest.fixture
def platform() -> Platform | None:
    """Whom the application asks; nobody, unless a module says otherwise."""
    return None


@pytest.fixture
async def api(runtime: Runtime, platform: Platform | None) -> AsyncIterator[Api]:
    """The application on this test's database, its loops running."""
    app = create_app(runtime.settings, runtime=runtime, platform=platform)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://helpdesk") as client,
    ):
        yield Api(client, runtime)
