"""An agent confirmed the ID copy and the values before; what the change needs beside, the platform says now."""

from __future__ import annotations

from helpdesk.procedures.changes import forms
from helpdesk.procedures.taking import Taking


async def change_confirmed(taking: Taking) -> None:
    """Keep both; a store may have been tied to the member since the form came in."""
    taking.know(confirmed=True, needs=sorted(forms.needs_now(taking)))
