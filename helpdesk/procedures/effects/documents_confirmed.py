"""The three papers are right."""

from __future__ import annotations

from helpdesk.procedures.changes import needs
from helpdesk.procedures.rules.member_change import Need
from helpdesk.procedures.taking import Taking


async def documents_confirmed(taking: Taking) -> None:
    """Keep that they are."""
    taking.know(**{needs.GIVEN[Need.DOCUMENTS]: True})
