"""Who confirms the copy of the ID card opened it (docs/domain.md, 3.1 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.changes import evidence, forms
from helpdesk.procedures.taking import Taking


async def id_copy_opened(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse whoever did not open the file."""
    return await evidence.unopened(taking, forms.id_copy_of(taking.ticket), "step", evidence.ID_COPY_NAME)
