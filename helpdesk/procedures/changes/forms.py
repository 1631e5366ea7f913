"""The form of a change: what is submitted, and what of it stands on the ticket."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from helpdesk.attachments.attaching import Named
from helpdesk.attachments.links import PREFIX
from helpdesk.attachments.purpose import Purpose
from helpdesk.kit import ids
from helpdesk.kit.channel import Channel
from helpdesk.platform.acts import FieldChange
from helpdesk.platform.values import MemberField
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault
from helpdesk.procedures.rules.documents import DocumentKind
from helpdesk.procedures.rules.member_change import Asked
from helpdesk.procedures.taking import Taking
from helpdesk.tickets.models import Ticket

ID_COPY: Final = "idCopy"
DOCUMENTS: Final = "documents"
KINDS: Final = {
    MemberField.NAME: ValueKind.NAME,
    MemberField.MOBILE: ValueKind.PHONE,
    MemberField.WECHAT_ID: ValueKind.WECHAT_ID,
    MemberField.BANK_CARD: ValueKind.BANK_CARD,
    MemberField.SHIPPING_ADDRESS: ValueKind.ADDRESS,
}
"""What the values of each field are, as the form of the pack says too."""


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """One of the three papers, as a file."""

    kind: DocumentKind
    attachment_id: UUID


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What is submitted (《基础信息更改申请表》)."""

    member_code: str
    changes: tuple[Asked, ...]
    id_copy_id: UUID
    documents: tuple[AskedDocument, ...] = ()
    channel: Channel = Channel.WEB_FORM
    external_id: str | None = None

    def files(self) -> list[Named]:
        """The files that it names, each with its field."""
        papers = [
            Named(f"documents.{place}.attachmentId", one.attachment_id, Purpose(one.kind.value))
            for place, one in enumerate(self.documents)
        ]
        return [Named("idCopyId", self.id_copy_id, Purpose.ID_CARD_COPY), *papers]


@dataclass(frozen=True, slots=True)
class SealedChange:
    """A change as the ticket keeps it: the ids of its sealed values."""

    field: MemberField
    before: UUID | None
    after: UUID


def written(form: ChangeForm, member_code: str, changes: Sequence[FieldChange]) -> dict[str, Any]:
    """The form as the service item's definition has it; values are sealed at intake."""
    papers = {one.kind.value: ids.encode(PREFIX, one.attachment_id) for one in form.documents}
    return {
        "memberCode": member_code,
        "changes": [_row(one) for one in changes],
        ID_COPY: ids.encode(PREFIX, form.id_copy_id),
    } | ({DOCUMENTS: papers} if papers else {})


def sealed_changes(ticket: Ticket, facts: Mapping[str, Any]) -> list[SealedChange]:
    """What the ticket is to change. What stands before was confirmed anew where the procedure's `facts` say so."""
    anew: Mapping[str, str | None] = facts.get("before", {})
    found = []
    for row in ticket.form.get("changes", ()):
        stated = row.get("before")
        before = anew[row["field"]] if row["field"] in anew else stated and stated["sealed"]
        found.append(
            SealedChange(
                MemberField(row["field"]), UUID(before) if before else None, UUID(row["after"]["sealed"])
            )
        )
    return found


async def changes_of(taking: Taking) -> list[FieldChange]:
    """What the ticket is to change, in clear, for the rules alone."""
    sealed = sealed_changes(taking.ticket, taking.procedure.facts)
    wanted = [one for change in sealed for one in (change.before, change.after) if one is not None]
    opened = await taking.work.resource(Vault).open(taking.work, wanted)
    return [
        FieldChange(one.field, None if one.before is None else opened[one.before], opened[one.after] or "")
        for one in sealed
    ]


def id_copy_of(ticket: Ticket) -> UUID | None:
    """The file with the copy of the ID card."""
    found = ticket.form.get(ID_COPY)
    return None if found is None else ids.decode(PREFIX, found, field=f"form.{ID_COPY}")


def papers_of(ticket: Ticket) -> dict[DocumentKind, UUID]:
    """The files with the three papers, those that are there."""
    found = ticket.form.get(DOCUMENTS, {})
    return {DocumentKind(kind): ids.decode(PREFIX, one, field=DOCUMENTS) for kind, one in found.items()}


def _row(change: FieldChange) -> dict[str, Any]:
    row = dataclasses.asdict(change)
    return {name: value for name, value in row.items() if value is not None}
