"""The three papers are there, opened by who records them, and name the new name (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.changes import evidence
from helpdesk.procedures.taking import Taking


async def documents_right(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse what is missing, unopened, differing or too old, each named."""
    return [*await evidence.papers_unopened(taking), *(await evidence.judged(taking)).refusals]
