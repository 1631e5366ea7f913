"""Groups, their members, and the departments and companies above them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, insert

from helpdesk.accounts import availability, repository
from helpdesk.accounts.errors import CodeTaken, CompanyUnderDepartment, OrganisationCycle
from helpdesk.accounts.events import GroupMembersChanged, GroupSaved, UnitSaved
from helpdesk.accounts.models import AgentGroup, GroupMember, OrganisationUnit, UnitKind
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound
from helpdesk.kit.text import clean


@dataclass(frozen=True, slots=True)
class GroupDocument:
    """Everything about a group that an administrator sets."""

    code: str
    name_zh: str
    name_en: str
    department_id: UUID | None = None
    manager_id: UUID | None = None
    deputy_id: UUID | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class UnitDocument:
    """Everything about a department or company that an administrator sets."""

    kind: UnitKind
    code: str
    name_zh: str
    name_en: str
    parent_id: UUID | None = None
    manager_id: UUID | None = None
    deputy_id: UUID | None = None


Document = TypeVar("Document", GroupDocument, UnitDocument)


async def save_group(
    work: UnitOfWork,
    document: GroupDocument,
    *,
    group_id: UUID | None = None,
    expected_version: int | None = None,
) -> AgentGroup:
    """Make a group, or set all of its fields. Raises NotFound, StaleVersion, CodeTaken, InvalidValue."""
    work.actor.require(Permission.ORGANISATION_WRITE)
    values = asdict(_cleaned(document))
    await repository.require_agents(work, [document.manager_id, document.deputy_id], field="managerId")
    await repository.require_unit(work, document.department_id, field="departmentId")
    if group_id is None:
        group = AgentGroup(id=ids.new_id(), revision=0, last_event_at=work.now, **values)
        work.session.add(group)
        work.track(group, new=True)
        before = None
    else:
        group = await repository.lock_group(work, group_id, expected_version=expected_version)
        before = {name: getattr(group, name) for name in values}
    if before != values:
        _set(group, values)
        await work.flush(uq_agent_groups_code=CodeTaken(field="code", value=document.code))
        work.record(group, GroupSaved(before, values))
    return group


async def set_group_members(
    work: UnitOfWork, *, group_id: UUID, agent_ids: Collection[UUID], expected_version: int | None = None
) -> AgentGroup:
    """Let exactly these agents work in the group. New hands may take what waits there.

    Raises NotFound and StaleVersion.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    group = await repository.lock_group(work, group_id, expected_version=expected_version)
    wanted, present = set(agent_ids), await repository.members_of(work, group_id)
    added, removed = sorted(wanted - present), sorted(present - wanted)
    await repository.require_agents(work, added, field="agentIds")
    if added:
        rows = [{"group_id": group_id, "agent_id": agent_id} for agent_id in added]
        await work.session.execute(insert(GroupMember), rows)
        availability.enqueue_drain(work, [group_id])
    if removed:
        await work.session.execute(
            delete(GroupMember).where(GroupMember.group_id == group_id, GroupMember.agent_id.in_(removed))
        )
    if added or removed:
        work.record(group, GroupMembersChanged(added, removed))
    return group


async def save_unit(
    work: UnitOfWork,
    document: UnitDocument,
    *,
    unit_id: UUID | None = None,
    expected_version: int | None = None,
) -> OrganisationUnit:
    """Make a department or company, or set all of its fields.

    Raises NotFound, StaleVersion, CodeTaken, OrganisationCycle, CompanyUnderDepartment, InvalidValue.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    values = asdict(_cleaned(document)) | {"kind": document.kind.value}
    units = await repository.lock_units(work)
    await repository.require_agents(work, [document.manager_id, document.deputy_id], field="managerId")
    if unit_id is None:
        unit = OrganisationUnit(id=ids.new_id(), revision=0, last_event_at=work.now, **values)
        work.session.add(unit)
        before = None
    else:
        unit = _require_unit(units, unit_id, field="unitId")
        before = {name: getattr(unit, name) for name in values}
    work.track(unit, expected_version=expected_version, new=unit_id is None)
    if before != values:
        _require_order(units, unit.id, document)
        _set(unit, values)
        await work.flush(uq_organisation_units_code=CodeTaken(field="code", value=document.code))
        work.record(unit, UnitSaved(before, values))
    return unit


def _require_order(units: Mapping[UUID, OrganisationUnit], unit_id: UUID, document: UnitDocument) -> None:
    """What stands above a unit is there, is not itself, and is no lower thing."""
    above = document.parent_id
    while above is not None:
        if above == unit_id:
            raise OrganisationCycle(field="parentId")
        parent = _require_unit(units, above, field="parentId")
        if document.kind is UnitKind.COMPANY and parent.kind == UnitKind.DEPARTMENT.value:
            raise CompanyUnderDepartment(field="parentId")
        above = parent.parent_id


def _require_unit(units: Mapping[UUID, OrganisationUnit], unit_id: UUID, *, field: str) -> OrganisationUnit:
    if unit_id not in units:
        raise NotFound(field=field, what="organisation unit", id=ids.encode("unt", unit_id))
    return units[unit_id]


def _cleaned(document: Document) -> Document:
    return replace(
        document,
        code=clean(document.code, field="code", at_most=50),
        name_zh=clean(document.name_zh, field="nameZh", at_most=100),
        name_en=clean(document.name_en, field="nameEn", at_most=100),
    )


def _set(row: AgentGroup | OrganisationUnit, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
