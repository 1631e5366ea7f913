"""Files on tickets by the product's verbs, without any bytes."""

from __future__ import annotations

from uuid import UUID

from helpdesk.attachments import uploading
from helpdesk.attachments.purpose import Purpose
from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.tickets import documents
from helpdesk.tickets.models import Ticket
from tests.features.tickets.build import STORE, Desk


async def stored(
    desk: Desk, purpose: Purpose = Purpose.PHOTO, *, by: Actor = STORE, name: str = "照片.png"
) -> UUID:
    """A file that was uploaded and hangs on nothing."""
    found = await Desk.do(desk, by, uploading.announce, purpose=purpose, file_name=name, size=100)
    await Desk.do(
        desk, SYSTEM, uploading.store, found.id, object_key=f"{found.id.hex}/0", content_type="image/png", size=100,
        sha256="0" * 64,
    )  # fmt: skip
    return found.id


async def stored_on(
    desk: Desk, ticket: Ticket, purpose: Purpose = Purpose.PHOTO, *, comment_id: UUID | None = None
) -> UUID:
    """A file on a ticket of a store."""
    found = await stored(desk, purpose)
    await Desk.do(desk, STORE, documents.attach, ticket, [found], comment_id=comment_id)
    return found
