"""Quality problems and wrong or short shipments are shown by photos (docs/domain.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select

from helpdesk.attachments.models import Attachment
from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import PhotosNeeded
from helpdesk.procedures.taking import Taking


async def photos_there(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse while no photo is attached to the ticket."""
    ticket = taking.ticket
    query = select(
        exists().where(
            Attachment.subject_kind == ticket.subject_kind,
            Attachment.subject_id == ticket.id,
            Attachment.purpose == "PHOTO",
        )
    )
    return [] if await taking.work.session.scalar(query) else [PhotosNeeded()]
