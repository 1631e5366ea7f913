"""Files: on a ticket and a comment, sensitive ones too, deleted, refused, announced, on nothing."""

from __future__ import annotations

from sqlalchemy import select, update

from helpdesk.attachments import uploading
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.purpose import AttachmentState, Purpose
from helpdesk.kit.actor import SYSTEM
from helpdesk.tickets.models import Comment, Ticket
from tests.features.attachments.planting import stored, stored_on
from tests.features.tickets.build import Desk
from tests.oracle.world.stage import M1, S001, Stage


async def make(stage: Stage, made: dict[str, Ticket]) -> None:
    """All files. No time passes meanwhile."""
    long = made["long"]
    replies = await stage.scalars(
        select(Comment.id)
        .where(Comment.ticket_id == long.id, Comment.author_key == S001.key)
        .order_by(Comment.at)
    )
    await stored_on(stage, long, Purpose.ID_CARD_COPY)
    await stored_on(stage, long, Purpose.PHOTO, comment_id=replies[0])
    await stored_on(stage, long, Purpose.OTHER, comment_id=replies[0])
    gone = await stored_on(stage, long, Purpose.BUSINESS_LICENCE)
    async with stage.transactor.engine.begin() as connection:
        deleted = update(Attachment).where(Attachment.id == gone)
        await connection.execute(deleted.values(state=AttachmentState.DELETED, file_name=""))
    await stored_on(stage, made["third"], Purpose.FOOD_PERMIT)
    await stored(stage, Purpose.ID_CARD_COPY, by=S001, name="身份证.jpg")
    await stored(stage, by=M1)
    refused = await Desk.do(
        stage, S001, uploading.announce, purpose=Purpose.OTHER, file_name="病毒.pdf", size=9
    )
    await Desk.do(stage, SYSTEM, uploading.refuse, refused.id)
    await Desk.do(stage, M1, uploading.announce, purpose=Purpose.PHOTO, file_name="later.png", size=1_000_000)
