"""Keep what follows from an outcome: who bears the freight, which way was chosen."""

from __future__ import annotations

from helpdesk.procedures.taking import Taking


async def note_down(taking: Taking) -> None:
    """Let the procedure know what the definition says under `with`."""
    taking.know(**taking.given)
