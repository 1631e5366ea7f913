"""An attachment as the API shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from helpdesk.attachments.purpose import AttachmentState, Purpose
from helpdesk.schema.context import Context
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.projection.declarations import column, computed, identifier
from helpdesk.schema.sources import ATTACHMENTS
from helpdesk.tickets.documents import may_open_sensitive

strawberry.enum(Purpose, name="AttachmentPurpose", description="What a file shows; it decides who opens it.")
strawberry.enum(AttachmentState, description="How far a file got.")


def _file_name(
    context: Context, name: str, sensitive: bool, subject_id: UUID | None, group_id: UUID | None
) -> str | None:
    """The name; of a sensitive file on a ticket for those who may open it: names of files name people."""
    if not name or (sensitive and subject_id is not None and not may_open_sensitive(context.actor, group_id)):
        return None
    return name


def _download_url(
    context: Context, attachment_id: UUID, state: str, sensitive: bool, subject_id: UUID | None
) -> str | None:
    """A link for the caller; to a sensitive file on a ticket only `openAttachment` gives one, on the record."""
    if state != AttachmentState.STORED or (sensitive and subject_id is not None):
        return None
    services = context.services
    return services.links.download(attachment_id, services.transactor.clock.now(), by=context.actor.key)


@strawberry.type(description="A file that somebody uploaded, as a rule hanging on a ticket.")
class Attachment(Node):
    """A file."""

    id: strawberry.ID = identifier("att")
    purpose: Purpose = column("purpose", "What it shows.", convert=Purpose)
    sensitive: bool = column(
        "sensitive",
        "Whether only the agents of the ticket's group and their managers open it, each time on the record.",
    )
    state: AttachmentState = column("state", "How far it got.", convert=AttachmentState)
    content_type: str | None = column("content_type", "What it is, by its bytes; null until it is stored.")
    size: int | None = column("size", "Its bytes; null until it is stored.")
    sha256: str | None = column("sha256", "SHA-256 of its bytes, in hex; null until it is stored.")
    created_at: datetime = column("created_at", "When it was announced.")
    stored_at: datetime | None = column("stored_at", "When it was uploaded.")

    file_name: str | None = computed(
        _file_name, "file_name", "sensitive", "subject_id", "ticket_group_id", in_context=True,
        description="Its name; null once it is deleted, and for those who may not open a sensitive one.",
    )  # fmt: skip
    download_url: str | None = computed(
        _download_url, "id", "state", "sensitive", "subject_id", in_context=True,
        description="Where the caller, and nobody else, gets it within 5 minutes; relative to the URL of this "
        "endpoint. Null until it is stored, and for a sensitive one on a ticket: ask openAttachment.",
    )  # fmt: skip


NODES.register("att", ATTACHMENTS)
