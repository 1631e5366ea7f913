"""Installing a pack: its departments and groups are saved, its configuration is published as one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import groups as accounts
from helpdesk.accounts.groups import GroupDocument, UnitDocument
from helpdesk.accounts.models import AgentGroup, GroupMember, OrganisationUnit, UnitKind
from helpdesk.configuration import drafts, repository
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.packs.errors import PackConflict
from helpdesk.packs.pack import Documents, Pack, load


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did: codes of units and groups made, and the version published, if any.

    Groups that are `unstaffed` keep the configuration from being published: nobody would answer.
    """

    name: str
    units: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    unstaffed: tuple[str, ...] = ()
    changed: int = 0
    version: int | None = None

    @property
    def nothing_changed(self) -> bool:
        """Whether all of it was here before."""
        return not (self.units or self.groups or self.changed)

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {name: getattr(self, name) for name in self.__slots__}


async def install(work: UnitOfWork, name: str, *, overwrite: bool = False) -> Installed:
    """Install a pack; again, and nothing changes. Units and groups of its codes are taken as they are here.

    The configuration is published once every group of the pack has a member. Entries that were edited here
    are refused, or put back with `overwrite`. Raises UnknownPack, PackConflict, Several, NotAllowed.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    work.actor.require(Permission.CONFIGURATION_WRITE)
    pack = load(name)
    units, new_units = await _units(work, pack)
    groups, new_groups = await _groups(work, pack, units)
    version = await repository.current_version(work.session)
    present = await repository.documents(work.session, version)
    wanted = beside(pack.documents(groups), present)
    changes = _differing(work, pack.name, wanted, present, overwrite=overwrite)
    count = sum(map(len, changes.values()))
    unstaffed = await _unstaffed(work, groups) if count else ()
    published = await _publish(work, pack, changes) if count and not unstaffed else None
    return Installed(pack.name, new_units, new_groups, unstaffed, count, published)


async def _units(work: UnitOfWork, pack: Pack) -> tuple[dict[str, UUID], tuple[str, ...]]:
    rows = await work.session.execute(
        select(OrganisationUnit.code, OrganisationUnit.id, OrganisationUnit.kind)
    )
    here = {code: (key, kind) for code, key, kind in rows}
    ids, made = {}, []
    for unit in pack.units:
        code, kind = unit["code"], UnitKind(unit["kind"])
        if code in here:
            ids[code], present = here[code]
            if present != kind.value:
                raise PackConflict(name=pack.name, entries=f"{code} ({present} ≠ {kind.value})")
            continue
        parent = ids[unit["parent"]] if "parent" in unit else None
        document = UnitDocument(kind, code, unit["name"]["zh"], unit["name"]["en"], parent)
        ids[code] = (await accounts.save_unit(work, document)).id
        made.append(code)
    return ids, tuple(made)


async def _groups(
    work: UnitOfWork, pack: Pack, units: Mapping[str, UUID]
) -> tuple[dict[str, UUID], tuple[str, ...]]:
    here = dict((await work.session.execute(select(AgentGroup.code, AgentGroup.id))).all())
    ids, made = {}, []
    for group in pack.groups:
        code = group["code"]
        if code not in here:
            document = GroupDocument(code, group["name"]["zh"], group["name"]["en"], units[group["unit"]])
            here[code] = (await accounts.save_group(work, document)).id
            made.append(code)
        ids[code] = here[code]
    return ids, tuple(made)


def beside(wanted: Documents, present: Documents) -> Documents:
    """A pack's entries beside what is here: there is one default desk, and a channel goes by one calendar."""
    others = {
        kind: [one for key, one in present.get(kind, {}).items() if key not in wanted.get(kind, {})]
        for kind in ("desk", "calendar")
    }
    has_default = any(desk.get("is_default") for desk in others["desk"])
    claimed = {channel for calendar in others["calendar"] for channel in calendar.get("channels", ())}
    desks = {key: {**one, "is_default": False} if has_default else one for key, one in wanted["desk"].items()}
    calendars = {
        key: {**one, "channels": [each for each in one.get("channels", ()) if each not in claimed]}
        for key, one in wanted["calendar"].items()
    }
    return {**wanted, "desk": desks, "calendar": calendars}


def _differing(
    work: UnitOfWork, name: str, wanted: Documents, present: Documents, *, overwrite: bool
) -> dict[str, dict[UUID, dict[str, Any]]]:
    """The entries that are not here yet, or not so. Raises PackConflict."""
    kinds = work.resource(Configurations).kinds
    changes: dict[str, dict[UUID, dict[str, Any]]] = {}
    edited = []
    for kind, entries in wanted.items():
        for key, document in entries.items():
            current = present.get(kind, {}).get(key)
            if current is not None:
                if kinds.parse(kind, key, current) == kinds.parse(kind, key, document):
                    continue
                edited.append(f"{kind} {document.get('code') or document['name']['en']}")
            changes.setdefault(kind, {})[key] = document
    if edited and not overwrite:
        raise PackConflict(name=name, entries=", ".join(edited))
    return changes


async def _unstaffed(work: UnitOfWork, groups: Mapping[str, UUID]) -> tuple[str, ...]:
    query = select(GroupMember.group_id).where(GroupMember.group_id.in_(groups.values())).distinct()
    staffed = set(await work.session.scalars(query))
    return tuple(code for code, key in groups.items() if key not in staffed)


async def _publish(work: UnitOfWork, pack: Pack, changes: Documents) -> int:
    draft = await drafts.create(work, title=pack.title)
    await work.session.flush()
    for kind, entries in changes.items():
        for key, document in entries.items():
            await drafts.save(work, kind, key, document, draft_id=draft.id)
    return await drafts.publish(work, draft_id=draft.id, expected_version=None)
