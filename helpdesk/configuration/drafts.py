"""Drafts: changes that are prepared, looked at as a diff, tried, and then published or given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpdesk.configuration import repository, versions
from helpdesk.configuration.events import DraftChanged, DraftCreated, DraftDiscarded
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.models import ConfigurationDraft
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import StaleVersion
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that a draft changes: added (no before), removed (no after) or edited."""

    kind: str
    key: UUID
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


async def create(work: UnitOfWork, *, title: str) -> ConfigurationDraft:
    """Begin a draft on the version in force."""
    work.actor.require(Permission.CONFIGURATION_WRITE)
    draft = ConfigurationDraft(
        id=new_id(), title=clean(title, field="title", at_most=200), status="OPEN",
        base_version=await repository.current_version(work.session), author_key=work.actor.key,
        changes={}, created_at=work.now, revision=0, last_event_at=work.now,
    )  # fmt: skip
    work.session.add(draft)
    work.track(draft, new=True)
    work.record(draft, DraftCreated(draft.title, draft.base_version))
    return draft


async def save(
    work: UnitOfWork,
    kind: str,
    key: UUID | None,
    document: Mapping[str, Any] | None,
    *,
    draft_id: UUID | None,
    expected_version: int | None = None,
) -> UUID:
    """Set (or, with None, remove) one entry; its key. Without a draft it is published at once.

    The document is checked in itself here, and with all others when it is published. `expected_version` is
    the draft's; without a draft the configuration's, which guards against overwriting what somebody else
    published since. Raises EntryRefused, Several, NotFound, StaleVersion, ConfigurationMovedOn.
    """  # fmt: skip
    work.actor.require(Permission.CONFIGURATION_WRITE)
    key = key or new_id()
    after = None
    if document is not None:
        parsed = work.resource(versions.Configurations).kinds.parse(kind, key, document, as_input=True)
        after = parsed.model_dump(mode="json", exclude_defaults=True) | {"id": str(key)}
    if draft_id is None:
        current = await repository.current_version(work.session)
        base = current if expected_version is None else expected_version
        if not 1 <= base <= current:
            raise StaleVersion(field="expectedVersion", stated=base, actual=current)
        await versions.publish(work, {kind: {key: after}}, base_version=base, title=f"{kind} {key}")
        return key
    draft = await repository.lock_draft(work, draft_id, expected_version=expected_version)
    before = draft.changes.get(kind, {}).get(str(key))
    draft.changes = {**draft.changes, kind: {**draft.changes.get(kind, {}), str(key): after}}
    work.record(draft, DraftChanged(f"{kind}/{key}", before, after))
    return key


async def publish(work: UnitOfWork, *, draft_id: UUID, expected_version: int | None) -> int:
    """Put a draft into force; the new version's number."""
    work.actor.require(Permission.CONFIGURATION_WRITE)
    draft = await repository.lock_draft(work, draft_id, expected_version=expected_version)
    number = await versions.publish(
        work, changes_of(draft), base_version=draft.base_version, title=draft.title
    )
    draft.status = "PUBLISHED"
    return number


async def discard(work: UnitOfWork, *, draft_id: UUID, expected_version: int | None) -> None:
    """Give a draft up."""
    work.actor.require(Permission.CONFIGURATION_WRITE)
    draft = await repository.lock_draft(work, draft_id, expected_version=expected_version)
    draft.status = "DISCARDED"
    work.record(draft, DraftDiscarded(draft.title))


async def preview(work: UnitOfWork, *, draft_id: UUID) -> Snapshot:
    """The snapshot that publishing the draft would give, checked whole. Raises Several."""
    work.actor.require(Permission.CONFIGURATION_READ)
    draft = await repository.lock_draft(work, draft_id, expected_version=None)
    version = await repository.current_version(work.session)
    documents = await repository.documents(work.session, version)
    return await versions.check(work, versions.merged(documents, changes_of(draft)), version=version + 1)


def differences(
    base: repository.Documents, changes: Mapping[str, Mapping[str, dict[str, Any] | None]]
) -> list[Difference]:
    """What a draft's changes change, against the documents of a version."""
    return [
        Difference(kind, key, before, after)
        for kind, entries in _keyed(changes).items()
        for key, after in entries.items()
        if (before := base.get(kind, {}).get(key)) != after
    ]


def changes_of(draft: ConfigurationDraft) -> dict[str, dict[UUID, dict[str, Any] | None]]:
    """A draft's changes with keys as UUIDs."""
    return _keyed(draft.changes)


def _keyed(
    changes: Mapping[str, Mapping[str, dict[str, Any] | None]],
) -> dict[str, dict[UUID, dict[str, Any] | None]]:
    return {kind: {UUID(key): after for key, after in by_key.items()} for kind, by_key in changes.items()}
