"""Twenty groups, two hundred agents on duty, twenty administrators: made by the product's own verbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from benchmarks.seeding import configuration
from helpdesk.accounts import availability
from helpdesk.accounts.agents import AgentDocument, save_agent
from helpdesk.accounts.groups import GroupDocument, UnitDocument, save_group, save_unit, set_group_members
from helpdesk.accounts.models import Presence, UnitKind
from helpdesk.accounts.roster import plan_shift
from helpdesk.app import Runtime
from helpdesk.calendars import tables
from helpdesk.configuration import versions
from helpdesk.events.sequencer import sequence
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.settings import Settings

GROUPS = 20
AGENTS = 200
ADMINS = 20
CAPACITY = 200
"""Tickets that may wait for an agent: more than the seeded ones and those of one slice of intake."""


@dataclass(slots=True)
class Organisation:
    """Ids in order: agent n works in groups n // 10 and the next one."""

    groups: list[UUID] = field(default_factory=list)
    agents: list[UUID] = field(default_factory=list)


def agent_key(number: int) -> str:
    """The `sub` of an agent's token."""
    return f"agent-{number:03d}"


def admin_key(number: int) -> str:
    """The `sub` of an administrator's token."""
    return f"admin-{number:02d}"


async def make(settings: Settings, url: str) -> Organisation:
    """Fill an empty, migrated database with people, groups and one published configuration."""
    runtime = Runtime.build(settings, url)
    made = Organisation()
    run = runtime.transactor.run
    try:
        await run(SYSTEM, tables.learn_packaged)
        await run(SYSTEM, lambda work: _people(work, made))
        await run(SYSTEM, lambda work: _groups(work, made))
        await run(SYSTEM, lambda work: _duty(work, made))
        await run(SYSTEM, lambda work: _publish(work, made))
        while await sequence(runtime.engine):
            pass
    finally:
        await runtime.engine.dispose()
    return made


async def _people(work: UnitOfWork, made: Organisation) -> None:
    for number in range(AGENTS):
        document = AgentDocument(
            external_key=agent_key(number), name=f"客服{number:03d}", capacity=CAPACITY, skills=["refunds"]
        )
        made.agents.append((await save_agent(work, document)).id)
    for number in range(ADMINS):
        await save_agent(
            work,
            AgentDocument(external_key=admin_key(number), name=f"管理员{number:02d}", roles=["ADMIN"]),
        )


async def _groups(work: UnitOfWork, made: Organisation) -> None:
    unit = await save_unit(
        work, UnitDocument(kind=UnitKind.COMPANY, code="HQ", name_zh="公司", name_en="Company")
    )
    for number in range(GROUPS):
        document = GroupDocument(
            code=f"group-{number:02d}",
            name_zh=f"客服{number}组",
            name_en=f"Group {number}",
            department_id=unit.id,
        )
        made.groups.append((await save_group(work, document)).id)
    share = AGENTS // GROUPS
    for number, group_id in enumerate(made.groups):
        own = made.agents[number * share : (number + 1) * share]
        previous = (number - 1) % GROUPS
        lent = made.agents[previous * share : (previous + 1) * share]
        await set_group_members(work, group_id=group_id, agent_ids=[*own, *lent])


async def _duty(work: UnitOfWork, made: Organisation) -> None:
    for agent_id in made.agents:
        await plan_shift(
            work,
            agent_id=agent_id,
            starts_at=work.now - timedelta(hours=2),
            ends_at=work.now + timedelta(days=30),
        )
        await availability.set_availability(work, presence=Presence.ONLINE, agent_id=agent_id)


async def _publish(work: UnitOfWork, made: Organisation) -> None:
    await versions.publish(work, configuration.documents(made.groups), base_version=1, title="benchmark")
