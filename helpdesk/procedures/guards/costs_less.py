"""A discount instead of an exchange only where it costs less (docs/domain.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import CostsMore
from helpdesk.procedures.taking import Taking


async def costs_less(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse unless the filled-in amount `field` is below the filled-in amount `than`."""
    field, than = taking.given["field"], taking.given["than"]
    if taking.fields[field] < taking.fields[than]:
        return []
    return [CostsMore(field=f"fields.{field}", limit=taking.fields[than])]
