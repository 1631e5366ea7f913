"""docs/domain.md, 3.1: the three documents of a name change where a store is tied to the member code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helpdesk.procedures.rules import documents
from helpdesk.procedures.rules.documents import Document, DocumentKind

CHANGED = date(2026, 3, 1)
ALL = [Document(kind, "李四", CHANGED + timedelta(days=1)) for kind in DocumentKind]


def check(given: list[Document], name: str = "李四") -> list[tuple[str, str | None]]:
    verdict = documents.check(given, new_name=name, legal_person_changed_on=CHANGED)
    return [(one.code, one.field) for one in verdict.refusals]


def test_three_documents_that_name_the_new_legal_person_are_enough() -> None:
    assert check(ALL) == []


def test_names_are_compared_after_trimming_and_folding() -> None:
    assert check([Document(kind, "　Ｌｉ Si ", CHANGED) for kind in DocumentKind], "Li Si") == []


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_answer_says_which_document_is_missing(kind: DocumentKind) -> None:
    assert check([one for one in ALL if one.kind is not kind]) == [("DOCUMENT_MISSING", f"documents.{kind}")]


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("name", ["李 四", "王五", "", "LI SI"])
def test_the_answer_says_which_document_names_another(kind: DocumentKind, name: str) -> None:
    given = [Document(one.kind, name, one.made_out_on) if one.kind is kind else one for one in ALL]
    assert check(given) == [("DOCUMENT_NAME_DIFFERS", f"documents.{kind}")]


@pytest.mark.parametrize(("days", "codes"), [(-1, ["DOCUMENT_TOO_OLD"]), (0, []), (1, [])])
def test_a_document_is_made_out_after_the_legal_person_changed(days: int, codes: list[str]) -> None:
    given = [Document(DocumentKind.FOOD_PERMIT, "李四", CHANGED + timedelta(days=days)), ALL[0], ALL[2]]
    assert [code for code, _ in check(given)] == codes


def test_everything_that_is_wrong_is_told_at_once_and_a_document_counts_once() -> None:
    wrong = Document(DocumentKind.BUSINESS_LICENCE, "王五", CHANGED - timedelta(days=1))
    codes = [code for code, _ in check([wrong])]
    assert codes == ["DOCUMENT_MISSING", "DOCUMENT_MISSING", "DOCUMENT_NAME_DIFFERS", "DOCUMENT_TOO_OLD"]
    assert check([*ALL, ALL[0]]) == [("GIVEN_TWICE", "documents.BUSINESS_LICENCE")]
