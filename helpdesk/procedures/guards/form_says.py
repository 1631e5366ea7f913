"""An outcome that is there only for requests of some kind."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import NotForThisRequest
from helpdesk.procedures.taking import Taking


async def form_says(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse unless the ticket's form has one of `values` under `field`."""
    said = taking.ticket.form.get(taking.given["field"])
    return [] if said in taking.given["values"] else [NotForThisRequest()]
