"""What is told of attachments, on the ticket that they hang on. Ids only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class AttachmentViewed(Event):
    """Somebody was given a link to a sensitive file (LINK), or the file itself (DOWNLOAD)."""

    kind = "attachment.viewed"

    attachment_id: UUID
    how: str
