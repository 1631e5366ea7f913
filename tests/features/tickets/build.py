"""A desk to test with: submits, acts, moves the clock, and looks at what was written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.accounts.models import Agent
from helpdesk.accounts.roster import record_leave
from helpdesk.calendars.hours import Calendar
from helpdesk.configuration import versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.log import LoggedEvent, history
from helpdesk.events.models import EventRow, OutboxRow
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.statements import Condition
from helpdesk.notify.models import Notification
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.open_hours import OpenHours, OpenHoursCache
from helpdesk.tickets import assignment, conversation, escalation, intake, lifecycle
from helpdesk.tickets.escalation import Told
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission
from tests import world as worlds
from tests.actors import agent, store_manager
from tests.conftest import MONDAY
from tests.world import World

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")
STORE = store_manager("S001")


class Desk:
    """One helpdesk on one database, with a clock that stands."""

    def __init__(self, transactor: Transactor, world: World, clock: StoppedClock) -> None:
        self.transactor = transactor
        self.world = world
        self.clock = clock
        people = {"wang": ("hotline",), "zhao": ("hotline", "returns"), "qian": ("finance",)}
        self.wang, self.zhao, self.qian = (agent(world, name, *groups) for name, groups in people.items())
        self.lin = agent(world, "lin", "hotline", "returns", role="SUPERVISOR")
        self.admin = agent(world, "admin", role="ADMIN")

    async def do(
        self,
        actor: Actor,
        verb: Callable[Concatenate[UnitOfWork, Arguments], Awaitable[Outcome]],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Outcome:
        """Run a verb as somebody, in a transaction of its own."""

        async def run(work: UnitOfWork) -> Outcome:
            return await verb(work, *arguments, **named)

        return await self.transactor.run(actor, run)

    async def submit(self, by: Actor = STORE, item: str = "product-use", **given: Any) -> Ticket:
        """Submit a ticket."""
        submission = Submission(service_item_id=self.world.items[item], **{"title": "一张工单", **given})
        return await self.do(by, intake.submit, submission)

    async def answered(self, **given: Any) -> Ticket:
        """A ticket that its agent answered at once."""
        ticket = await self.submit(**given)
        await self.reply(self.lin, ticket, "您好")
        return await self.ticket(ticket)

    async def solved(self, **given: Any) -> Ticket:
        """A ticket that was solved at once."""
        ticket = await self.submit(**given)
        return await self.do(self.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")

    async def reply(self, by: Actor, ticket: Ticket, body: str = "请问进展？") -> Ticket:
        """Write a public reply; the ticket that it went to."""
        return (await self.do(by, conversation.reply, ticket_id=ticket.id, body=body))[0]

    async def ask(self, ticket: Ticket, of: str = "REQUESTER") -> Ticket:
        """Ask for information."""
        awaited = conversation.Awaited(of)
        verb = conversation.request_information
        return (await self.do(self.lin, verb, ticket_id=ticket.id, question="订单号？", of=awaited))[0]

    def assignee(self, ticket: Ticket) -> Actor:
        """Who has the ticket, as an actor."""
        return next(one for one in (self.wang, self.zhao, self.qian) if one.agent_id == ticket.assignee_id)

    async def ticket(self, ticket: Ticket) -> Ticket:
        """The ticket as it is now."""
        async with AsyncSession(self.transactor.engine) as session:
            return await session.get_one(Ticket, ticket.id)

    async def rows(self, statement: Any) -> Sequence[Any]:
        """Rows of a statement."""
        async with AsyncSession(self.transactor.engine) as session:
            return (await session.execute(statement)).all()

    async def scalars(self, statement: Any) -> Sequence[Any]:
        """Entities or single values of a statement."""
        async with AsyncSession(self.transactor.engine) as session:
            return (await session.scalars(statement)).all()

    async def events(self, ticket: Ticket) -> list[LoggedEvent]:
        """All that was told about a ticket."""
        async with self.transactor.read() as connection:
            return await history(connection, "ticket", ticket.id)

    async def kinds(self, ticket: Ticket, after: int = 0) -> list[str]:
        """Kinds of what was told after a revision."""
        return [event.kind for event in await self.events(ticket) if event.revision > after]

    async def timers(self, ticket: Ticket) -> dict[str, SlaTimer]:
        """The latest clock of each metric."""
        async with AsyncSession(self.transactor.engine) as session:
            found = await session.scalars(
                select(SlaTimer).where(SlaTimer.subject_id == ticket.id).order_by(SlaTimer.instance)
            )
            return {timer.metric: timer for timer in found}

    async def timer(self, ticket: Ticket, metric: str = "RESOLUTION") -> SlaTimer:
        """The latest clock of a metric."""
        return (await self.timers(ticket))[metric]

    async def told(self, ticket: Ticket) -> list[tuple[str, str]]:
        """Who was told why about a ticket, in order."""
        rows = await self.rows(
            select(Notification.recipient_key, Notification.reason)
            .join(EventRow, EventRow.id == Notification.event_id)
            .where(Notification.ticket_id == ticket.id)
            .order_by(EventRow.revision, Notification.recipient_key)
        )
        return [(self.name(row.recipient_key), row.reason) for row in rows]

    def name(self, key: str) -> str:
        """An agent's short name; other keys as they are."""
        return {f"agent:{found.hex}": name for name, found in self.world.agents.items()}.get(key, key)

    def names(self, agent_ids: Sequence[UUID | str]) -> list[str]:
        """Agents' short names."""
        return [self.name(f"agent:{UUID(str(one)).hex}") for one in agent_ids]

    async def fire(self, ticket: Ticket, metric: str = "RESOLUTION") -> Told | None:
        """Do what is due on a clock, one crossing; None also where there is no such clock."""
        timer = (await self.timers(ticket)).get(metric)
        return timer and await self.do(SYSTEM, escalation.fire, timer_id=timer.id)

    async def fire_all(self, ticket: Ticket, metric: str = "RESOLUTION") -> list[tuple[str, int]]:
        """Do all that is due on a clock; what it was."""
        crossings = []
        while (told := await self.fire(ticket, metric)) is not None:
            crossings.append((told.crossing, told.level))
        return crossings

    async def wake(self) -> int:
        """Let time do what it does; to how many tickets."""
        count = 0
        while await self.do(SYSTEM, lifecycle.wake_next):
            count += 1
        return count

    async def drain(self, group: str) -> int:
        """Drain a queue; how many tickets left it."""
        count = 0
        while await self.do(SYSTEM, assignment.drain_one, group_id=self.world.groups[group]):
            count += 1
        return count

    async def drainable(self) -> set[str]:
        """The groups whose queues can drain now."""
        async with self.transactor.read() as connection:
            found = set(await assignment.drainable(connection, self.clock.now()))
        return {code for code, group_id in self.world.groups.items() if group_id in found}

    async def jobs(self, name: str) -> list[dict[str, Any]]:
        """Arguments of the jobs of a name that were asked for."""
        rows = await self.rows(select(OutboxRow.arguments).where(OutboxRow.job == name))
        return [row.arguments for row in rows]

    async def set_agents(self, *names: str, **values: Any) -> None:
        """Make agents so, whoever they are when none is named."""
        wanted = [self.world.agents[name] for name in names or self.world.agents]
        async with self.transactor.engine.begin() as connection:
            await connection.execute(Agent.__table__.update().where(Agent.id.in_(wanted)).values(**values))

    async def nobody_on_duty(self) -> None:
        """Everybody goes away."""
        await self.set_agents(presence="OFFLINE")

    async def away(self, name: str, **length: float) -> None:
        """Put somebody on leave from now on."""
        begins = self.clock.now()
        await self.do(
            SYSTEM, record_leave, agent_id=self.world.agents[name], starts_at=begins,
            ends_at=begins + timedelta(**(length or {"days": 30})),
        )  # fmt: skip

    async def publish(self, change: Callable[[dict[str, dict[UUID, dict[str, Any]]]], None]) -> None:
        """Publish the world's configuration with a change."""
        documents = worlds.configuration(self.world)
        change(documents)

        async def run(work: UnitOfWork) -> None:
            base = (await versions.current(work)).version
            await versions.publish(work, documents, base_version=base, title="changed")

        await self.transactor.run(SYSTEM, run)

    async def snapshot(self, ticket: Ticket) -> Snapshot:
        """The configuration that decided about a ticket."""
        configurations = self.transactor.resources[Configurations]
        assert isinstance(configurations, Configurations)
        async with self.transactor.read() as connection:
            return await configurations.get(connection, ticket.configuration_version)

    async def hours(self, ticket: Ticket) -> OpenHours:
        """The open hours that a ticket's clocks go by."""
        cache = self.transactor.resources[OpenHoursCache]
        assert isinstance(cache, OpenHoursCache)
        async with self.transactor.read() as connection:
            return await cache.of(connection, await self.snapshot(ticket))

    async def office(self, ticket: Ticket) -> Calendar:
        """The office calendar."""
        return (await self.hours(ticket)).get(worlds.key("office"), ticket.configuration_version)

    async def count(self, table: str) -> int:
        """Rows of a table."""
        return int((await self.rows(select(func.count()).select_from(text(table))))[0][0])


def matching(*conditions: Condition) -> Any:
    """The statement of the ids of the tickets for which all conditions hold."""
    values = {name: value for condition in conditions for name, value in condition.values.items()}
    return select(Ticket.id).where(*(condition.sql for condition in conditions)).params(values)


def at(hours: float = 0, **more: float) -> datetime:
    """So long after Monday ten o'clock."""
    return MONDAY + timedelta(hours=hours, **more)


def shanghai(stamp: str) -> datetime:
    """An instant as the clock on the wall shows it: `2026-11-16 10:00`."""
    return datetime.fromisoformat(f"{stamp}+08:00")


__all__ = ["STORE", "Desk", "at", "matching", "shanghai"]
