"""A desk whose agents are told things outside the helpdesk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select, update

from helpdesk.kit.actor import SYSTEM
from helpdesk.notify import preferences
from helpdesk.notify.channels import Message, Port
from helpdesk.notify.guarding import Guard
from helpdesk.notify.models import Delivery
from helpdesk.notify.preferences import ContactChanges
from helpdesk.tickets import priorities
from helpdesk.tickets.models import Ticket
from helpdesk.workers.deliveries import DeliveryLoops
from tests.features.tickets.build import STORE, Desk

ADDRESS = "lin.daiyu@example.com"
TIMEOUT = 3.0


class Crash(BaseException):
    """The process dies."""


class Dying:
    """A port that sends, and then the process dies."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.channel, self.habits = port.channel, port.habits

    def health_of(self, message: Message) -> str:
        """As the port."""
        return self.port.health_of(message)

    async def send(self, message: Message) -> None:
        """Send, and die."""
        await self.port.send(message)
        raise Crash


class TellingDesk(Desk):
    """A desk whose worker sees to deliveries when it is told to."""

    def worker(self, *ports: Port, timeout: float = TIMEOUT) -> DeliveryLoops:
        """A worker with these channels."""
        return DeliveryLoops(self.transactor, [Guard(port, timeout=timeout) for port in ports])

    async def reach(self, name: str = "lin", email: str | None = ADDRESS) -> None:
        """Let an agent have an e-mail address."""
        await self.contact(name, email=email)

    async def contact(self, name: str, **changes: Any) -> None:
        """Let an agent be reached so."""
        given = cast("ContactChanges", changes)
        await self.do(SYSTEM, preferences.save, agent_id=self.world.agents[name], changes=given)

    async def escalated(self, level: int = 1, **given: Any) -> Ticket:
        """A ticket that nobody solved: at level 1 Lin is told, at level 2 the head of service."""
        ticket = await self.submit(**given)
        reached = 0
        while reached < level:
            told = await self.fire(ticket)
            if told is None:
                timer = await self.timer(ticket)
                assert timer.next_at is not None
                self.clock.advance(timer.next_at - self.clock.now())
            else:
                reached = told.level if told.crossing == "LEVEL" else 0
        return ticket

    async def urge(self, ticket: Ticket) -> None:
        """Its store urges it."""
        await self.do(STORE, priorities.urge, ticket_id=ticket.id)

    async def deliveries(self, name: str = "lin") -> Sequence[Delivery]:
        """An agent's deliveries, the oldest first."""
        key = f"agent:{self.world.agents[name].hex}"
        found: Sequence[Delivery] = await self.scalars(
            select(Delivery).where(Delivery.recipient_key == key).order_by(Delivery.id)
        )
        return found

    async def states(self, name: str = "lin") -> list[tuple[str, str | None]]:
        """How far an agent's deliveries are, and why."""
        return [(one.state, one.last_error) for one in await self.deliveries(name)]

    async def let_leases_lapse(self) -> None:
        """Real time passes, longer than any lease."""
        async with self.transactor.engine.begin() as connection:
            lapsed = Delivery.lease_until - timedelta(hours=1)
            await connection.execute(
                update(Delivery).where(Delivery.lease_until.is_not(None)).values(lease_until=lapsed)
            )

    async def send(self, *ports: Port) -> None:
        """Let a worker decide about deliveries and send all that is due."""
        await run(self.worker(*ports))

    def agent_id(self, name: str) -> UUID:
        """Whom a name stands for."""
        return self.world.agents[name]


async def run(worker: DeliveryLoops) -> None:
    """Let a worker do all that is to be done now."""
    while await worker.fan_out():
        pass
    for sender in worker.senders:
        while await sender.turn():
            pass
