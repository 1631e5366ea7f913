"""Published versions: read through a process-wide cache, published whole or not at all, reverted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.configuration import repository
from helpdesk.configuration.events import ConfigurationPublished
from helpdesk.configuration.kinds import Kinds, Snapshot
from helpdesk.configuration.models import ConfigurationVersion
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import Conflict, HelpdeskError, NotFound, Several


class ConfigurationMovedOn(Conflict):
    """Another version was published meanwhile that changed the same entries."""

    code = "CONFIGURATION_MOVED_ON"
    en = "Version {version} changed the same entries meanwhile: {entries}. Draft them again."
    zh = "版本 {version} 已修改相同的条目：{entries}，请重新编辑。"


class Configurations:
    """The cache of snapshots. A version never changes, so a snapshot is right for good."""

    def __init__(self, kinds: Kinds, *, keep: int = 8) -> None:
        self.kinds = kinds
        self._keep = keep
        self._snapshots: OrderedDict[int, Snapshot] = OrderedDict()

    async def current(self, connection: AsyncConnection | AsyncSession) -> Snapshot:
        """The version in force for this connection's snapshot of the database."""
        return await self.get(connection, await repository.current_version(connection))

    def known(self, version: int) -> Snapshot | None:
        """A published version, if it is in the cache."""
        found = self._snapshots.get(version)
        if found is not None:
            self._snapshots.move_to_end(version)
        return found

    @property
    def newest(self) -> Snapshot | None:
        """The highest version in the cache: most likely the one in force."""
        return self._snapshots[max(self._snapshots)] if self._snapshots else None

    async def get(self, connection: AsyncConnection | AsyncSession, version: int) -> Snapshot:
        """A published version."""
        found = self._snapshots.get(version)
        if found is None:
            found = self.parse(version, await repository.documents(connection, version))
            self._snapshots[version] = found
            if len(self._snapshots) > self._keep:
                self._snapshots.popitem(last=False)
        self._snapshots.move_to_end(version)
        return found

    def parse(self, version: int, documents: Mapping[str, Mapping[UUID, Mapping[str, Any]]]) -> Snapshot:
        """Documents as a snapshot. Raises EntryRefused."""
        entries: dict[str, dict[UUID, BaseModel]] = {
            kind: {key: self.kinds.parse(kind, key, document) for key, document in by_key.items()}
            for kind, by_key in documents.items()
        }
        return Snapshot(version, entries)


async def current(work: UnitOfWork) -> Snapshot:
    """The version in force, within a unit of work."""
    return await work.resource(Configurations).current(work.session)


async def publish(
    work: UnitOfWork,
    changes: repository.Changes,
    *,
    base_version: int,
    title: str,
    reverts_to: int | None = None,
) -> int:
    """Put changes into force as a new version, its number returned; all of it is checked first.

    Raises Several with everything that is wrong, and ConfigurationMovedOn when an entry changed in a
    version after `base_version`.
    """
    work.actor.require(Permission.CONFIGURATION_WRITE)
    head = await repository.lock_head(work)
    before = await repository.documents(work.session, head.version)
    if head.version != base_version:
        _refuse_overlap(head.version, before, await repository.documents(work.session, base_version), changes)
    changes = _differing(before, changes)
    if not any(changes.values()):
        return head.version
    await check(work, merged(before, changes), version=head.version + 1)
    head.version += 1
    await repository.replace(work, changes, head.version)
    work.session.add(
        ConfigurationVersion(
            number=head.version, at=work.now, author_key=work.actor.key, title=title, reverts_to=reverts_to
        )
    )
    changed = sorted(f"{kind}/{key}" for kind, entries in changes.items() for key in entries)
    work.record(head, ConfigurationPublished(head.version, title, reverts_to, changed))
    return head.version


async def revert(work: UnitOfWork, *, to_version: int) -> int:
    """Publish a new version that equals an old one. Raises NotFound."""
    work.actor.require(Permission.CONFIGURATION_WRITE)
    head = await repository.lock_head(work)
    if not 1 <= to_version <= head.version:
        raise NotFound(field="toVersion", what="configuration version", id=to_version)
    now, then = (
        await repository.documents(work.session, head.version),
        await repository.documents(work.session, to_version),
    )
    changes = {
        kind: {key: then.get(kind, {}).get(key) for key in {**now.get(kind, {}), **then.get(kind, {})}}
        for kind in {*now, *then}
    }
    return await publish(
        work, changes, base_version=head.version, title=f"revert to {to_version}", reverts_to=to_version
    )


async def check(work: UnitOfWork, documents: repository.Documents, *, version: int) -> Snapshot:
    """The snapshot that these documents make. Raises Several with everything that is wrong with it."""
    configurations = work.resource(Configurations)
    problems: list[HelpdeskError] = []
    for kind, by_key in documents.items():
        for key, document in by_key.items():
            try:
                configurations.kinds.parse(kind, key, document)
            except HelpdeskError as error:
                problems.append(error)
    if problems:
        raise Several(problems)
    snapshot = configurations.parse(version, documents)
    for find in configurations.kinds.checks:
        problems.extend(await find(work.session, snapshot))
    if problems:
        raise Several(problems)
    return snapshot


def merged(documents: repository.Documents, changes: repository.Changes) -> repository.Documents:
    """The documents after the changes; a change to None removes the entry."""
    after = {kind: dict(by_key) for kind, by_key in documents.items()}
    for kind, entries in changes.items():
        for key, document in entries.items():
            if document is None:
                after.setdefault(kind, {}).pop(key, None)
            else:
                after.setdefault(kind, {})[key] = dict(document)
    return after


def _differing(documents: repository.Documents, changes: repository.Changes) -> repository.Changes:
    return {
        kind: {
            key: document for key, document in entries.items() if documents.get(kind, {}).get(key) != document
        }
        for kind, entries in changes.items()
    }


def _refuse_overlap(
    version: int, now: repository.Documents, base: repository.Documents, changes: repository.Changes
) -> None:
    overlap = sorted(
        f"{kind}/{key}"
        for kind, entries in changes.items()
        for key in entries
        if now.get(kind, {}).get(key) != base.get(kind, {}).get(key)
    )
    if overlap:
        raise ConfigurationMovedOn(version=version, entries=", ".join(overlap))
