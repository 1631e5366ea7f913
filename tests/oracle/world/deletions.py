"""A deletion that waits for the fee of a shipped order."""

from __future__ import annotations

from helpdesk.procedures import running
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts
from helpdesk.tickets.models import Ticket
from tests.oracle.world.stage import S001, Stage
from tests.pure.procedures.rule_samples import quote, shipped


async def make(stage: Stage, made: dict[str, Ticket]) -> None:
    """Checked by the hotline, now with finance."""
    facts = Facts(order=shipped(code="D591", member_code="M1"), quote=quote(expires="2026-11-30 10:00"))
    made["deletion"] = await stage.do(S001, asking.submit, DeletionForm("D591", None, "下错单"), facts=facts)
    await stage.do(
        stage.wang, running.take, ticket_id=made["deletion"].id, step="CHECK", outcome="SHIPPED", facts=facts
    )
