"""Something is wrong with the papers, as recorded by who opened them (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.changes import evidence
from helpdesk.procedures.changes.errors import DocumentsAreRight
from helpdesk.procedures.taking import Taking


async def documents_wrong(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse where nothing is, and what was recorded of papers that were not opened."""
    unopened = await evidence.papers_unopened(taking)
    if unopened:
        return unopened
    return [DocumentsAreRight()] if (await evidence.judged(taking)).allowed else []
