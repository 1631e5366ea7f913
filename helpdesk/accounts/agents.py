"""Making and changing agents, and letting integrations in or shutting them out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import availability, repository
from helpdesk.accounts.errors import ExternalKeyTaken, RightsBeyondYours, UnknownRoles
from helpdesk.accounts.events import AgentSaved, AvailabilityChanged, IntegrationSaved
from helpdesk.accounts.models import Agent, Integration, Presence
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean

MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AgentDocument:
    """Everything about an agent that an administrator sets."""

    external_key: str
    name: str
    roles: Collection[str] = ("AGENT",)
    skills: Collection[str] = ()
    capacity: int = 10
    active: bool = True
    language: Literal["zh-CN", "en"] = "zh-CN"


async def save_agent(
    work: UnitOfWork,
    document: AgentDocument,
    *,
    agent_id: UUID | None = None,
    expected_version: int | None = None,
) -> Agent:
    """Make an agent, or set all of an agent's fields. Who is made inactive goes offline.

    Raises NotFound, StaleVersion, UnknownRoles, RightsBeyondYours, ExternalKeyTaken, InvalidValue.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    values = _values(document)
    agent, before = None, None
    if agent_id is not None:
        agent = await repository.lock_agent(work, agent_id, expected_version=expected_version)
        before = {name: getattr(agent, name) for name in values}
    await _require_grantable(work, before=set(before["roles"] if before else ()), after=set(values["roles"]))
    changed = sorted(name for name, value in values.items() if before is None or before[name] != value)
    if agent is None:
        agent = _new_agent(work, values)
    elif not changed:
        return agent
    for name in changed:
        setattr(agent, name, values[name])
    await work.flush(uq_agents_external_key=ExternalKeyTaken(field="externalKey"))
    work.record(agent, AgentSaved(changed, before and _told(before), _told(values)))
    await _follow(work, agent, before)
    return agent


async def save_integration(work: UnitOfWork, *, external_key: str, name: str, active: bool) -> Integration:
    """Register a program by its token's `sub`; an inactive one is shut out whatever its token grants."""
    work.actor.require(Permission.ORGANISATION_WRITE)
    external_key = clean(external_key, field="externalKey", at_most=200)
    name = clean(name, field="name", at_most=100)
    found = await work.session.scalar(
        select(Integration).where(Integration.external_key == external_key).with_for_update(key_share=True)
    )
    before = None if found is None else found.active
    integration = found or Integration(
        id=new_id(), external_key=external_key, name=name, active=active, revision=0, last_event_at=work.now
    )
    work.session.add(integration)
    work.track(integration, new=found is None)
    if (before, integration.name) != (active, name):
        integration.active, integration.name = active, name
        await work.flush(uq_integrations_external_key=ExternalKeyTaken(field="externalKey"))
        work.record(integration, IntegrationSaved(before, active))
    return integration


def _values(document: AgentDocument) -> dict[str, Any]:
    if not 0 <= document.capacity <= MOST_AT_ONCE:
        raise InvalidValue(
            "capacity", f"Capacity must be 0 to {MOST_AT_ONCE}.", f"容量必须在 0 到 {MOST_AT_ONCE} 之间。"
        )
    return {
        "external_key": clean(document.external_key, field="externalKey", at_most=200),
        "name": clean(document.name, field="name", at_most=100),
        "roles": sorted({clean(role, field="roles", at_most=50) for role in document.roles}),
        "skills": sorted({clean(skill, field="skills", at_most=100) for skill in document.skills}),
        "capacity": document.capacity,
        "active": document.active,
        "language": document.language,
    }


def _new_agent(work: UnitOfWork, values: dict[str, Any]) -> Agent:
    agent = Agent(
        id=new_id(), presence=Presence.OFFLINE.value, last_assigned_at=None, created_at=work.now,
        revision=0, last_event_at=work.now, **values,
    )  # fmt: skip
    work.session.add(agent)
    work.track(agent, new=True)
    return agent


async def _require_grantable(work: UnitOfWork, *, before: set[str], after: set[str]) -> None:
    """Roles given exist, and roles given or taken hold no right that the actor lacks."""
    if before == after:
        return
    known = await repository.grants_of(work, before ^ after)
    if unknown := sorted(after - before - known.keys()):
        raise UnknownRoles(field="roles", roles=", ".join(unknown))
    wanted = {name for names, _ in known.values() for name in names}
    beyond = sorted(wanted - {permission.value for permission in work.actor.permissions})
    if beyond or (any(sees_all for _, sees_all in known.values()) and not work.actor.sees_all):
        raise RightsBeyondYours(field="roles", permissions=", ".join(beyond) or "sees_all")


async def _follow(work: UnitOfWork, agent: Agent, before: dict[str, Any] | None) -> None:
    """Who left goes offline; who can take more than before gets what waits."""
    if before is None:
        return
    if not agent.active and agent.presence != Presence.OFFLINE.value:
        was, agent.presence = agent.presence, Presence.OFFLINE.value
        work.record(agent, AvailabilityChanged(was, agent.presence))
    if agent.capacity > before["capacity"] or set(agent.skills) - set(before["skills"]):
        await availability.drain_queues_of(work, agent.id)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """What the log keeps: no name, and no key that might be one."""
    return {name: value for name, value in values.items() if name not in {"name", "external_key"}}
