"""An office where members' information is changed, behind the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from helpdesk.attachments.purpose import Purpose
from helpdesk.attachments.viewing import How
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import Actor
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.ids import decode
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.tickets import documents
from tests import packs
from tests.actors import store_manager
from tests.api.conftest import Api
from tests.features.attachments.planting import stored
from tests.features.tickets.build import Desk
from tests.members import Registry
from tests.world import World

SUBMITTED = "ticket { id status version }"
WECHAT = {"field": "WECHAT_ID", "before": "wxm1001", "after": "wx_new"}
CARD = {"field": "BANK_CARD", "before": "6222 0212 3456 7890 123", "after": "6222020000000000003"}
NAME = {"field": "NAME", "before": "李法人", "after": "赵新人"}
ID_CARD = {"name": "王小明", "idNumber": "110101199003070011"}
STATE = """query($id: ID!) { ticket(id: $id) { status form comments { nodes { body } }
  procedure { state reason steps { code state outcome possible { code allowed } } } } }"""


class Office:
    """Submits changes, opens files, takes steps, and lets the workers do what is to be done."""

    def __init__(self, api: Api, desk: Desk, registry: Registry) -> None:
        self.api = api
        self.desk = desk
        self.registry = registry

    async def file(self, purpose: Purpose = Purpose.ID_CARD_COPY, *, by: Actor | None = None) -> str:
        """A file that somebody uploaded, a store's manager by default."""
        return f"att_{(await stored(self.desk, purpose, by=by or store_manager('S001'))).hex}"

    async def ask(
        self, *changes: dict[str, Any], role: str = "store:S001", member: str = "M1", **given: Any
    ) -> dict[str, Any]:
        """Send a form; the payload."""
        if "idCopyId" not in given:
            given["idCopyId"] = await self.file(by=self.actor(role))
        return await self.api.mutate(
            role, "submitMemberChange", SUBMITTED, memberCode=member, changes=list(changes), **given
        )

    async def asked(self, *changes: dict[str, Any], **given: Any) -> str:
        """A form that is taken in; the ticket's id."""
        payload = await self.ask(*(changes or (WECHAT,)), **given)
        assert payload["userErrors"] == [], payload
        found: str = payload["ticket"]["id"]
        return found

    async def open(self, ticket_id: str, by: Actor | None = None, *, how: How = How.DOWNLOAD) -> None:
        """Open every file of a ticket."""
        ticket = await self.api.data(
            "lin", "query($id: ID!) { ticket(id: $id) { attachments { id } } }", id=ticket_id
        )
        for one in ticket["ticket"]["attachments"]:
            attachment_id = decode("att", one["id"], field="id")
            await self.desk.do(
                by or self.desk.wang, documents.open_attachment, attachment_id=attachment_id, how=how
            )

    async def take(
        self, ticket_id: str, step: str, outcome: str, *, role: str = "wang", **given: Any
    ) -> list[tuple[str, str | None]]:
        """Take a step; what forbade it."""
        payload = await self.api.mutate(
            role, "takeStep", ticketId=ticket_id, step=step, outcome=outcome, **given
        )
        return [(one["code"], one["field"]) for one in payload["userErrors"]]

    async def confirm(self, ticket_id: str, outcome: str = "CONFIRMED", **given: Any) -> None:
        """An agent opened the ID copy and finds it right."""
        await self.open(ticket_id)
        wanted = {"fields": ID_CARD, **given}
        assert await self.take(ticket_id, "CONFIRM", outcome, **wanted) == []

    async def call(self, ticket_id: str, role: str = "wang") -> dict[str, Any]:
        """An agent makes the call; the payload with the number and the questions."""
        return await self.api.mutate(
            role,
            "takeVerificationCall",
            "numberKind number questions { kind text { zh } }",
            ticketId=ticket_id,
        )

    async def record(
        self, ticket_id: str, number: str, outcome: str, *, role: str = "wang", **given: Any
    ) -> list[tuple[str, str | None]]:
        """Record how a call went; what forbade it."""
        payload = await self.api.mutate(
            role, "recordPhoneVerification", ticketId=ticket_id, numberKind=number, outcome=outcome, **given
        )
        return [(one["code"], one["field"]) for one in payload["userErrors"]]

    async def called(self, ticket_id: str, number: str, outcome: str, **given: Any) -> None:
        """An agent calls, and records it."""
        assert (await self.call(ticket_id))["numberKind"] == number
        assert await self.record(ticket_id, number, outcome, **given) == []

    async def ask_reset(self, role: str = "store:S001", member: str = "M1") -> dict[str, Any]:
        """Ask for a new password; the payload."""
        return await self.api.mutate(
            role,
            "submitPasswordReset",
            SUBMITTED,
            memberCode=member,
            idCopyId=await self.file(by=self.actor(role)),
        )

    async def act(self) -> None:
        """Let the workers do all that is to be done, pauses and all."""
        for _ in range(60):
            acts = await self.desk.scalars(
                select(PlatformAct).where(PlatformAct.next_at.is_not(None)).order_by(PlatformAct.next_at)
            )
            if not acts:
                return
            self.desk.clock.advance(max(acts[0].next_at - self.desk.clock.now(), timedelta(0)))
            await performing.perform(self.desk.transactor, self.registry, act_id=acts[0].id)

    async def state(self, ticket_id: str, role: str = "wang") -> dict[str, Any]:
        """The ticket with its procedure, as somebody sees it."""
        found: dict[str, Any] = (await self.api.data(role, STATE, id=ticket_id))["ticket"]
        return found

    async def ended(self, ticket_id: str) -> tuple[str, str, str | None]:
        """Status, state and reason."""
        found = await self.state(ticket_id)
        return found["status"], found["procedure"]["state"], found["procedure"]["reason"]

    async def current(self, ticket_id: str) -> list[str]:
        """The steps that are to be taken now."""
        steps = (await self.state(ticket_id))["procedure"]["steps"]
        return [step["code"] for step in steps if step["state"] == "CURRENT"]

    async def told(self, role: str) -> list[tuple[str, str | None]]:
        """Why somebody was told, and of which member, the latest first."""
        found = await self.api.data(role, "{ notifications { nodes { reason memberCode } } }")
        return [(one["reason"], one["memberCode"]) for one in found["notifications"]["nodes"]]

    def actor(self, role: str) -> Actor:
        """A role as an actor."""
        people: dict[str, Actor] = {"wang": self.desk.wang, "zhao": self.desk.zhao, "lin": self.desk.lin}
        return people.get(role) or store_manager(role.removeprefix("store:"))

    def key(self, ticket_id: str) -> UUID:
        """The ticket's own id."""
        return decode("tkt", ticket_id, field="id")


@pytest.fixture
def platform(clock: StoppedClock) -> Registry:
    """A platform that holds members."""
    return Registry(clock)


@pytest.fixture
async def office(
    api: Api, transactor: Transactor, world: World, clock: StoppedClock, platform: Registry
) -> Office:
    """The pack `direct-sales`, worked by the tests' people."""
    await packs.publish(transactor, world, "direct-sales")
    desk = Desk(transactor, world, clock)
    await desk.set_agents(capacity=1000)
    return Office(api, desk, platform)
