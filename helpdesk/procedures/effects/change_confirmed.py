"""An agent confirmed the ID copy and the values before; what the change needs beside, the platform says now."""

from __future__ import annotations

from helpdesk.procedures.changes import needs
from helpdesk.procedures.rules.member_change import Need
from helpdesk.procedures.taking import Taking


async def change_confirmed(taking: Taking) -> None:
    """Keep both."""
    taking.know(**{needs.GIVEN[Need.ID_COPY]: True}, needs=sorted(needs.needed(taking)))
