"""The papers of a name change where a store is tied to the member code (docs/domain.md, 3.1)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from helpdesk.kit.errors import HelpdeskError
from helpdesk.kit.names import LocalisedText
from helpdesk.procedures.rules import normal
from helpdesk.procedures.rules.errors import (
    DocumentMissing,
    DocumentNameDiffers,
    DocumentTooOld,
    FieldTwice,
)
from helpdesk.procedures.rules.verdict import Verdict


class DocumentKind(StrEnum):
    """The three papers."""

    BUSINESS_LICENCE = "BUSINESS_LICENCE"
    FOOD_PERMIT = "FOOD_PERMIT"
    MEDICAL_DEVICE_FILING = "MEDICAL_DEVICE_FILING"


NAMES = {
    DocumentKind.BUSINESS_LICENCE: LocalisedText(zh="营业执照", en="business licence"),
    DocumentKind.FOOD_PERMIT: LocalisedText(zh="食品经营许可证", en="food operation permit"),
    DocumentKind.MEDICAL_DEVICE_FILING: LocalisedText(zh="医疗器械备案表", en="medical-device filing"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """What an agent who opened a document read on it."""

    kind: DocumentKind
    legal_person: str = dataclasses.field(repr=False)
    made_out_on: date


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Which papers are missing, name another person, or are older than the change of the legal person."""

    missing: tuple[DocumentKind, ...]
    differing: tuple[DocumentKind, ...]
    too_old: tuple[DocumentKind, ...]


def check(
    documents: Sequence[Document], *, new_name: str, legal_person_changed_on: date, path: str = "documents"
) -> Verdict[DocumentFacts]:
    """Whether the three papers are there, each made out since the legal person changed and naming the new one.

    Papers carry a date and no hour. One of the very day of the change that names the new person was made out
    after it, so that day counts.
    """
    found = {one.kind: one for one in reversed(documents)}
    missing = tuple(kind for kind in DocumentKind if kind not in found)
    differing = tuple(
        kind for kind in DocumentKind if kind in found and not normal.same(found[kind].legal_person, new_name)
    )
    too_old = tuple(
        kind for kind in DocumentKind if kind in found and found[kind].made_out_on < legal_person_changed_on
    )
    refusals: list[HelpdeskError] = []
    for error, kinds in (
        (DocumentMissing, missing),
        (DocumentNameDiffers, differing),
        (DocumentTooOld, too_old),
    ):
        refusals.extend(
            error(field=f"{path}.{kind.value}", name_en=NAMES[kind].en, name_zh=NAMES[kind].zh)
            for kind in kinds
        )
    twice = [kind for kind in DocumentKind if sum(one.kind is kind for one in documents) > 1]
    refusals.extend(FieldTwice(field=f"{path}.{kind.value}") for kind in twice)
    return Verdict(DocumentFacts(missing, differing, too_old), tuple(refusals))
