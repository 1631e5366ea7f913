"""The submitter is told what is wrong with the papers (docs/domain.md, 3.1)."""

from __future__ import annotations

from helpdesk.procedures.changes import evidence
from helpdesk.procedures.taking import Taking
from helpdesk.tickets import comments


async def documents_told(taking: Taking) -> None:
    """Say which."""
    facts = (await evidence.judged(taking)).facts
    await comments.add_public(taking.work, taking.ticket, evidence.told(facts), field="fields.documents")
