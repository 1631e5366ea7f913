"""The latest issue date is checked again when finance issues (docs/domain.md, 3.4)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.procedures.invoices import issuing
from helpdesk.procedures.rules.invoice_window import InvoiceKind
from helpdesk.procedures.rules.invoices import check_issue
from helpdesk.procedures.taking import Taking


async def invoice_issuable(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse once the window is over, or the order is gone."""
    if taking.facts.order is None:
        return [PlatformUnavailable(operation="order", reason="not asked")]
    invoice = await issuing.of(taking.work, taking.ticket.id)
    kind, work = InvoiceKind(invoice.kind), taking.work
    return check_issue(taking.facts.order, kind, now=work.now, zone=work.zone).refusals
