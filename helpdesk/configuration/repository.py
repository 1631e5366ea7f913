"""SQL of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.configuration.models import ConfigurationDraft, ConfigurationEntry, ConfigurationHead
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound

Changes = Mapping[str, Mapping[UUID, Mapping[str, Any] | None]]
Documents = dict[str, dict[UUID, dict[str, Any]]]


async def current_version(connection: AsyncConnection | AsyncSession) -> int:
    """The number of the version in force."""
    return (await connection.execute(select(ConfigurationHead.version))).scalar_one()


async def documents(connection: AsyncConnection | AsyncSession, version: int) -> Documents:
    """All documents that hold in a version, by kind and key."""
    entry = ConfigurationEntry
    rows = await connection.execute(
        select(entry.kind, entry.key, entry.document).where(
            entry.from_version <= version, or_(entry.to_version.is_(None), entry.to_version > version)
        )
    )
    found: Documents = {}
    for kind, key, document in rows:
        found.setdefault(kind, {})[key] = document
    return found


async def lock_head(work: UnitOfWork) -> ConfigurationHead:
    """Lock the head: nobody else publishes until this change is done."""
    head = (await work.session.execute(select(ConfigurationHead).with_for_update())).scalar_one()
    work.track(head)
    return head


async def lock_draft(work: UnitOfWork, draft_id: UUID, *, expected_version: int | None) -> ConfigurationDraft:
    """Lock an open draft. Raises NotFound and StaleVersion."""
    draft = await work.session.scalar(
        select(ConfigurationDraft)
        .where(ConfigurationDraft.id == draft_id, ConfigurationDraft.status == "OPEN")
        .with_for_update()
    )
    if draft is None:
        raise NotFound(field="draftId", what="open draft", id=ids.encode("dft", draft_id))
    work.track(draft, expected_version=expected_version)
    return draft


async def replace(work: UnitOfWork, changes: Changes, version: int) -> None:
    """Let changed entries end before `version`, and begin anew with it where they have a document."""
    for kind, entries in changes.items():
        await work.session.execute(
            update(ConfigurationEntry)
            .where(
                ConfigurationEntry.kind == kind,
                ConfigurationEntry.key.in_(list(entries)),
                ConfigurationEntry.to_version.is_(None),
            )
            .values(to_version=version)
        )
        rows = [
            {"kind": kind, "key": key, "from_version": version, "document": document}
            for key, document in entries.items()
            if document is not None
        ]
        if rows:
            await work.session.execute(insert(ConfigurationEntry), rows)
