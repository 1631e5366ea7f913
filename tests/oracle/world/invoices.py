"""Two invoices that customer service forwarded to finance."""

from __future__ import annotations

from helpdesk.procedures import running
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.invoices import asking
from helpdesk.procedures.invoices.asking import InvoiceForm
from helpdesk.procedures.rules.buyers import Organisation
from helpdesk.procedures.rules.invoice_window import InvoiceKind
from helpdesk.procedures.rules.invoices import AskedLine, InvoiceRequest
from helpdesk.tickets.models import Ticket
from tests.oracle.world.stage import S001, Stage
from tests.pure.procedures.rule_samples import order

PAYER = Organisation(
    "福建某某有限公司",
    None,
    "91350100M000100Y43",
    "福州市一号",
    "0591-83838383",
    "工商银行",
    "62220200112233",
)


async def make(stage: Stage, made: dict[str, Ticket]) -> None:
    """For one line of one order each."""
    for name, code in (("invoice", "D81"), ("another invoice", "D82")):
        facts = Facts(order=order(code=code, member_code="M1"))
        form = InvoiceForm(code, InvoiceRequest(InvoiceKind.VAT_ORDINARY, PAYER, (AskedLine(1),)))
        made[name] = await stage.do(S001, asking.submit, form, facts=facts)
        await stage.do(
            stage.wang, running.take, ticket_id=made[name].id, step="ACCEPT", outcome="ACCEPTED", facts=facts
        )
