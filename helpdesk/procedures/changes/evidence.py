"""What agents record of the files on a change, held against the rules (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from helpdesk.attachments import viewing
from helpdesk.kit.errors import HelpdeskError, InvalidValue
from helpdesk.kit.names import LocalisedText
from helpdesk.platform.values import Member, MemberField
from helpdesk.procedures.changes import forms
from helpdesk.procedures.changes.errors import FileNotOpened, IdCopyDiffers
from helpdesk.procedures.rules import documents, normal
from helpdesk.procedures.rules.documents import NAMES, Document, DocumentFacts, DocumentKind
from helpdesk.procedures.rules.errors import DocumentMissing
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.procedures.taking import Taking

ID_COPY_NAME = LocalisedText(zh="身份证复印件", en="copy of the ID card")


async def unopened(
    taking: Taking, attachment_id: UUID | None, field: str, name: LocalisedText
) -> Iterable[HelpdeskError]:
    """Refuse where the actor did not open the file, or there is none."""
    agent_id = taking.work.actor.agent_id
    if (
        agent_id is not None
        and attachment_id is not None
        and await viewing.opened_by(taking.work, attachment_id, agent_id)
    ):
        return []
    return [FileNotOpened(field=field, name_en=name.en, name_zh=name.zh)]


def id_copy_differs(taking: Taking, member: Member, new_names: Iterable[str]) -> Iterator[HelpdeskError]:
    """What was read on the ID copy (`fields.name`, `fields.idNumber`) and is not the member's."""
    if not any(normal.same(str(taking.fields["name"]), one) for one in (member.name, *new_names)):
        yield IdCopyDiffers(field="fields.name")
    if normal.compact(str(taking.fields["idNumber"])) != normal.compact(member.id_number):
        yield IdCopyDiffers(field="fields.idNumber")


async def judged(taking: Taking) -> Verdict[DocumentFacts]:
    """What was recorded of the three papers, by the rules."""
    new_name = next(
        (one.after for one in await forms.changes_of(taking) if one.field is MemberField.NAME), ""
    )
    changed_on = _day(taking.fields.get("legalPersonChangedOn"), "fields.legalPersonChangedOn")
    return documents.check(
        recorded(taking), new_name=new_name, legal_person_changed_on=changed_on, path="fields.documents"
    )


def recorded(taking: Taking) -> list[Document]:
    """What was read on each of the papers: the legal person's name, and when it was made out."""
    return [
        Document(
            DocumentKind(kind),
            str(one["legalPerson"]),
            _day(one["madeOutOn"], f"fields.documents.{kind}.madeOutOn"),
        )
        for kind, one in taking.fields.get("documents", {}).items()
    ]


async def papers_unopened(taking: Taking) -> list[HelpdeskError]:
    """Papers about which something was recorded and that are not there, or were not opened by who records it."""
    files, found = forms.papers_of(taking.ticket), list[HelpdeskError]()
    for one in recorded(taking):
        field, name = f"fields.documents.{one.kind.value}", NAMES[one.kind]
        if one.kind not in files:
            found.append(DocumentMissing(field=field, name_en=name.en, name_zh=name.zh))
        else:
            found.extend(await unopened(taking, files[one.kind], field, name))
    return found


def told(facts: DocumentFacts) -> str:
    """What is wrong with the papers, for the submitter, in both languages."""
    lines = [
        (facts.missing, "缺少", "missing"),
        (facts.differing, "法人姓名与更改后的姓名不一致", "the legal person's name is not the new name"),
        (facts.too_old, "签发日期早于法人变更日期", "made out before the legal person changed"),
    ]
    parts = [
        f"{zh}：{'、'.join(NAMES[kind].zh for kind in kinds)}\n"
        f"{en}: {', '.join(NAMES[kind].en for kind in kinds)}"
        for kinds, zh, en in lines
        if kinds
    ]
    return "\n".join(parts)


def _day(value: object, field: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InvalidValue(field, "A day is written as 2026-11-16.", "日期格式应为 2026-11-16。") from None
