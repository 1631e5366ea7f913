"""Planting the demo's organisation, people and configuration. Planting again adds only what lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import agents, availability, groups, roster
from helpdesk.accounts.agents import AgentDocument
from helpdesk.accounts.groups import GroupDocument, UnitDocument
from helpdesk.accounts.models import (
    Agent,
    AgentGroup,
    GroupMember,
    OrganisationUnit,
    Presence,
    Shift,
    UnitKind,
)
from helpdesk.calendars import tables
from helpdesk.demo.moment import ZONE
from helpdesk.demo.people import MOBILES, PEOPLE, Person, deputy_of, leader_of
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.notify import preferences
from helpdesk.notify.models import AgentContact
from helpdesk.packs.errors import PackConflict
from helpdesk.packs.install import install

PACK = "direct-sales"
DAYS = 14
SHIFT = (time(8, 30), time(17, 30))
CAPACITY = 20


async def plant(transactor: Transactor, *, days: int = DAYS) -> PackConflict | None:
    """Departments, people, who leads what, holidays, the pack's configuration, shifts, everybody online.

    A configuration that was edited here, or that an earlier version's pack made, stays as it is; what then
    differs is told.
    """
    await transactor.run(SYSTEM, tables.learn_packaged)
    await _pack(transactor)
    keys = await transactor.run(SYSTEM, _people)
    await transactor.run(SYSTEM, lambda work: _positions(work, keys))
    await transactor.run(SYSTEM, lambda work: _members(work, keys))
    await transactor.run(SYSTEM, lambda work: _reachable(work, keys))
    differing = await _pack(transactor)
    for agent_id in keys.values():
        await transactor.run(SYSTEM, partial(_shifts, agent_id=agent_id, days=days))
    await transactor.run(SYSTEM, lambda work: _online(work, list(keys.values())))
    return differing


async def _pack(transactor: Transactor) -> PackConflict | None:
    try:
        await transactor.run(SYSTEM, lambda work: install(work, PACK))
    except PackConflict as differing:
        return differing
    return None


async def _people(work: UnitOfWork) -> dict[str, UUID]:
    """Everybody's id by key; who is here already stays as they are."""
    rows = await work.session.execute(select(Agent.external_key, Agent.id))
    keys: dict[str, UUID] = dict(rows.all())
    for person in PEOPLE:
        if person.key not in keys:
            keys[person.key] = (await agents.save_agent(work, _document(person))).id
    return {person.key: keys[person.key] for person in PEOPLE}


def _document(person: Person) -> AgentDocument:
    return AgentDocument(person.key, person.name, (person.role,), person.skills, CAPACITY)


async def _positions(work: UnitOfWork, keys: Mapping[str, UUID]) -> None:
    """Fill the seats that are vacant."""
    for unit in list(await work.session.scalars(select(OrganisationUnit))):
        if seats := _seats(unit, keys):
            document = UnitDocument(
                UnitKind(unit.kind), unit.code, unit.name_zh, unit.name_en, unit.parent_id, **seats
            )
            await groups.save_unit(work, document, unit_id=unit.id)
    for group in list(await work.session.scalars(select(AgentGroup))):
        if seats := _seats(group, keys):
            named = GroupDocument(group.code, group.name_zh, group.name_en, group.department_id, **seats)
            await groups.save_group(work, named, group_id=group.id)


def _seats(row: OrganisationUnit | AgentGroup, keys: Mapping[str, UUID]) -> dict[str, Any]:
    """Manager and deputy as they should be; nothing when no seat that could be filled is vacant."""
    leader, deputy = keys.get(leader_of(row.code) or ""), keys.get(deputy_of(row.code) or "")
    wanted = {"manager_id": row.manager_id or leader, "deputy_id": row.deputy_id or deputy}
    return wanted if wanted != {"manager_id": row.manager_id, "deputy_id": row.deputy_id} else {}


async def _members(work: UnitOfWork, keys: Mapping[str, UUID]) -> None:
    present: dict[UUID, set[UUID]] = {}
    for group_id, agent_id in await work.session.execute(select(GroupMember.group_id, GroupMember.agent_id)):
        present.setdefault(group_id, set()).add(agent_id)
    for group_id, code in (await work.session.execute(select(AgentGroup.id, AgentGroup.code))).all():
        wanted = {keys[person.key] for person in PEOPLE if code in person.works_in}
        if not wanted <= present.get(group_id, set()):
            everybody = wanted | present.get(group_id, set())
            await groups.set_group_members(work, group_id=group_id, agent_ids=everybody)


async def _reachable(work: UnitOfWork, keys: Mapping[str, UUID]) -> None:
    """Let those who lead have a mobile, where nothing is kept of how they are reached."""
    known = set(await work.session.scalars(select(AgentContact.agent_id)))
    for key, mobile in MOBILES.items():
        if keys[key] not in known:
            await preferences.save(work, agent_id=keys[key], changes={"mobile": mobile})


async def _shifts(work: UnitOfWork, *, agent_id: UUID, days: int) -> None:
    """On duty through the hotline's hours, today and on the days after it."""
    today = work.now.astimezone(ZONE).date()
    query = select(Shift.starts_at, Shift.ends_at).where(Shift.agent_id == agent_id, Shift.ends_at > work.now)
    planned = (await work.session.execute(query)).all()
    for offset in range(days):
        day = today + timedelta(days=offset)
        begins, ends = (datetime.combine(day, at, ZONE) for at in SHIFT)
        if ends > work.now and not any(starts < ends and stops > begins for starts, stops in planned):
            await roster.plan_shift(work, agent_id=agent_id, starts_at=begins, ends_at=ends)


async def _online(work: UnitOfWork, agent_ids: list[UUID]) -> None:
    for agent_id in agent_ids:
        await availability.set_availability(work, presence=Presence.ONLINE, agent_id=agent_id)
