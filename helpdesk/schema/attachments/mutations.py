"""Mutations about attachments: announcing one, and opening one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import strawberry

from helpdesk.attachments import uploading
from helpdesk.attachments.links import DOWNLOAD_VALID
from helpdesk.attachments.purpose import Purpose
from helpdesk.events.work import UnitOfWork
from helpdesk.schema.attachments.types import Attachment
from helpdesk.schema.context import Info
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.sources import ATTACHMENTS
from helpdesk.schema.tickets.inputs import KEY
from helpdesk.tickets import documents


@strawberry.input(description="A file that is to be uploaded.")
class CreateAttachmentUploadInput:
    """What is announced."""

    purpose: Purpose = strawberry.field(description="What it shows.")
    file_name: str = strawberry.field(description="Its name, at most 200 characters; folders are cut off.")
    size: int = strawberry.field(description="Its size in bytes, exactly; at most 10 MiB by default.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A file that is to be opened.")
class OpenAttachmentInput:
    """Which."""

    attachment_id: strawberry.ID = strawberry.field(description="Global id of the attachment.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class _OfAttachment(Payload):
    @strawberry.field(description="The attachment; null when nothing was done.")
    def attachment(self) -> Attachment | None:
        """Read it under present rights."""
        return cast("Attachment | None", self.row(ATTACHMENTS, "attachment"))

    @strawberry.field(description="Until when the link is good; null when there is none.")
    def expires_at(self) -> datetime | None:
        """The link's end."""
        return _instant(self.outcome.get("until"))


@strawberry.type(description="What createAttachmentUpload answers with.")
class CreateAttachmentUploadPayload(_OfAttachment):
    """The attachment, and where its bytes go."""

    @strawberry.field(
        description="Where the bytes go within 10 minutes, once, by PUT or POST; relative to the URL of this endpoint."
    )
    def upload_url(self, info: Info) -> str | None:
        """The link."""
        found, until = self.id_of("attachment"), _instant(self.outcome.get("until"))
        if found is None or until is None:
            return None
        return info.context.services.links.upload(found, until, most=int(self.outcome["most"]))


@strawberry.type(description="What openAttachment answers with.")
class OpenAttachmentPayload(_OfAttachment):
    """The attachment, and where its bytes are."""

    @strawberry.field(
        description="Where the caller, and nobody else, gets the file within 5 minutes; relative to the URL of this "
        "endpoint. A sensitive one is given to requests with the caller's own token alone."
    )
    def download_url(self, info: Info) -> str | None:
        """The link."""
        found, until = self.id_of("attachment"), _instant(self.outcome.get("until"))
        if found is None or until is None:
            return None
        return info.context.services.links.download(found, until - DOWNLOAD_VALID, by=info.context.actor.key)


async def create_attachment_upload(work: UnitOfWork, input: CreateAttachmentUploadInput) -> Outcome:
    announced = await uploading.announce(
        work,
        purpose=input.purpose,
        file_name=input.file_name,
        size=input.size,
    )
    until = int(announced.upload_until.timestamp())
    return {"attachment": announced.id, "until": until, "most": announced.declared_size}


async def open_attachment(work: UnitOfWork, input: OpenAttachmentInput) -> Outcome:
    attachment_id = needed("att", input.attachment_id, "attachmentId")
    found = await documents.open_attachment(work, attachment_id=attachment_id)
    return {"attachment": found.id, "until": int((work.now + DOWNLOAD_VALID).timestamp())}


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@strawberry.type
class AttachmentMutations:
    """Mutations about attachments."""

    create_attachment_upload = change(
        create_attachment_upload,
        payload=CreateAttachmentUploadPayload,
        description="Announce a file: JPEG, PNG, WebP, HEIC, PDF or plain audio. What is uploaded and not given to "
        "submitTicket or replyToTicket within 24 hours is removed. Needs `ticket.submit` or `ticket.reply`. "
        "Events: none.",
    )
    open_attachment = change(
        open_attachment,
        payload=OpenAttachmentPayload,
        description="Get a link to a file. Needs `ticket.read` for one on a ticket; a sensitive one is for the agents "
        "of the ticket's group and their managers, and on the ticket's record. Events: attachment.viewed.",
    )
