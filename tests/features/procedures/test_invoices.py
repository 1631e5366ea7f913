"""Purchase invoices (docs/domain.md, 3.4), on both sides of each window at one second's distance."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import HelpdeskError, NotFound, Several
from helpdesk.platform.values import Order
from helpdesk.procedures import running
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.invoices import asking
from helpdesk.procedures.invoices.asking import InvoiceForm
from helpdesk.procedures.invoices.models import Invoice, InvoicedLine
from helpdesk.procedures.rules.buyers import Buyer, Individual, Organisation
from helpdesk.procedures.rules.invoice_window import InvoiceKind
from helpdesk.procedures.rules.invoices import AskedLine, InvoiceRequest
from helpdesk.tickets import escalation, lifecycle
from helpdesk.tickets.models import Ticket
from tests import packs
from tests.actors import member, store_manager
from tests.features.tickets.build import Desk
from tests.pure.procedures.rule_samples import order, payment
from tests.world import World

SECOND = timedelta(seconds=1)
STORE, OTHER = store_manager("S001"), store_manager("S002")
PAYER = "福建某某有限公司"
COMPANY = Organisation(
    PAYER, None, "91350100M000100Y43", "福州市一号", "0591-83838383", "工商银行", "62220200112233"
)
PERSON = Individual("王小明", "13812345678")


@pytest.fixture
async def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """The pack `direct-sales`, worked by the tests' people."""
    await packs.publish(transactor, world, "direct-sales")
    return Desk(transactor, world, clock)


def form(
    *lines: int, kind: InvoiceKind = InvoiceKind.VAT_ORDINARY, buyer: Buyer = COMPANY, code: str = "D1"
) -> InvoiceForm:
    """A request for lines of an order."""
    return InvoiceForm(code, InvoiceRequest(kind, buyer, tuple(map(AskedLine, lines or (1,)))))


async def ask(desk: Desk, *lines: int, by: Actor = STORE, of: Order | None = None, **given: Any) -> Ticket:
    """Ask for an invoice for lines of an order."""
    return await desk.do(by, asking.submit, form(*lines, **given), facts=Facts(order=of or order()))


async def accept(desk: Desk, ticket: Ticket, of: Order | None = None) -> None:
    """Customer service forwards it to finance."""
    await take(desk, desk.wang, ticket, "ACCEPT", "ACCEPTED", of=of)


async def take(
    desk: Desk, by: Actor, ticket: Ticket, step: str, outcome: str, *, of: Order | None = None, **given: Any
) -> Ticket:
    """Take a step, the platform having been asked."""
    facts = Facts(order=of or order())
    return await desk.do(
        by, running.take, ticket_id=ticket.id, step=step, outcome=outcome, facts=facts, **given
    )


async def issue(desk: Desk, ticket: Ticket, number: str = "24352000000012345678", **given: Any) -> Ticket:
    """Finance issues it."""
    return await take(desk, desk.qian, ticket, "ISSUE", "ISSUED", fields={"number": number}, **given)


async def refusals(request: Any) -> list[tuple[str, str | None]]:
    """What forbade a request, by code and field."""
    with pytest.raises((Several, HelpdeskError)) as refused:
        await request
    found = refused.value
    return [(one.code, one.field) for one in (found.errors if isinstance(found, Several) else [found])]


async def invoice(desk: Desk, ticket: Ticket) -> Invoice:
    """The invoice of a ticket."""
    [found] = await desk.scalars(select(Invoice).where(Invoice.ticket_id == ticket.id))
    return found


async def test_customer_service_forwards_finance_issues_and_the_submitter_is_answered(desk: Desk) -> None:
    ticket = await ask(desk, 1, 3)
    await accept(desk, ticket)
    assert (await desk.ticket(ticket)).group_id == desk.world.groups["finance"]
    await issue(desk, ticket)
    found = await invoice(desk, ticket)
    assert (found.state, found.issued_on) == ("ISSUED", desk.clock.now().date())
    assert [line["number"] for line in found.lines] == [1, 3]
    assert (await desk.ticket(ticket)).status == "SOLVED"
    assert (STORE.key, "STATUS_CHANGED") in await desk.told(ticket)


@pytest.mark.parametrize(
    ("kind", "placed", "last"),
    [
        pytest.param("VAT_ORDINARY", "2026-09-17 23:59:59", "2026-11-16 23:59:59", id="the 60th day after"),
        pytest.param(
            "VAT_ORDINARY", "2026-11-20 10:00:00", "2026-12-31 23:59:59", id="never across a year end"
        ),
        pytest.param("VAT_SPECIAL", "2026-11-01 00:00:00", "2026-11-30 23:59:59", id="the order's month"),
        pytest.param("VAT_SPECIAL", "2028-02-01 00:00:00", "2028-02-29 23:59:59", id="a leap month"),
    ],
)
async def test_the_latest_issue_date_is_the_last_second_of_its_day(
    desk: Desk, kind: str, placed: str, last: str
) -> None:
    placed_at, latest = _instant(placed), _instant(last)
    wanted = order(placed_at=placed_at)
    desk.clock.advance(latest + SECOND - desk.clock.now())
    late = ask(desk, of=wanted, kind=InvoiceKind(kind))
    assert await refusals(late) == [("INVOICE_WINDOW_PASSED", "kind")]
    desk.clock.advance(latest - desk.clock.now())
    ticket = await ask(desk, of=wanted, kind=InvoiceKind(kind))
    assert (await desk.timer(ticket, "DEADLINE")).due_at == latest + SECOND


async def test_the_latest_issue_date_is_checked_again_when_finance_issues(desk: Desk) -> None:
    wanted = order(placed_at=_instant("2026-09-18 10:00:00"))
    ticket = await ask(desk, of=wanted)
    await accept(desk, ticket, of=wanted)
    desk.clock.advance(_instant("2026-11-18 00:00:00") - desk.clock.now())
    assert await refusals(issue(desk, ticket, of=wanted)) == [("INVOICE_WINDOW_PASSED", "kind")]
    assert (await invoice(desk, ticket)).state == "ASKED"
    desk.clock.advance(_instant("2026-11-17 23:59:59") - desk.clock.now())
    await issue(desk, ticket, of=wanted)


async def test_at_its_deadline_the_ticket_is_declined_and_its_lines_are_free(desk: Desk) -> None:
    wanted = order(placed_at=_instant("2026-09-18 10:00:00"))
    ticket = await ask(desk, of=wanted)
    timer = await desk.timer(ticket, "DEADLINE")
    desk.clock.advance(_instant("2026-11-18 00:00:00") - desk.clock.now())
    while await desk.do(SYSTEM, escalation.fire, timer_id=timer.id) is not None:
        pass
    assert (await desk.ticket(ticket)).status == "DECLINED"
    assert await desk.count("invoiced_lines") == 0
    assert (STORE.key, "STATUS_CHANGED") in await desk.told(ticket)


async def test_special_invoices_are_for_organisations_only(desk: Desk) -> None:
    paid = order(payments=(payment("王小明"),))
    found = await refusals(ask(desk, of=paid, kind=InvoiceKind.VAT_SPECIAL, buyer=PERSON))
    assert found == [("VAT_SPECIAL_FOR_ORGANISATIONS_ONLY", "kind")]
    await ask(desk, of=paid, buyer=PERSON)


async def test_payer_and_title_are_the_same(desk: Desk) -> None:
    other = order(payments=(payment("别的公司"),))
    assert await refusals(ask(desk, of=other)) == [("PAYER_IS_NOT_TITLE", "buyer.title")]


async def test_a_line_is_invoiced_at_most_once_and_the_others_stay_to_be_asked_for(desk: Desk) -> None:
    first = await ask(desk, 1, 2)
    assert await refusals(ask(desk, 3)) == [("PROCEDURE_OPEN_ALREADY", None)]
    await accept(desk, first)
    await issue(desk, first)
    assert await refusals(ask(desk, 2, 3)) == [("LINE_ALREADY_INVOICED", "lines.0.number")]
    await ask(desk, 3)


async def test_two_simultaneous_requests_for_one_line_are_one_invoice(desk: Desk) -> None:
    found = await asyncio.gather(ask(desk, 1), ask(desk, 1), return_exceptions=True)
    assert sum(isinstance(one, Ticket) for one in found) == 1
    held = await desk.scalars(select(InvoicedLine.line))
    assert held == [1]
    assert await desk.count("tickets") == 1


async def test_a_refused_invoice_says_why_and_frees_its_lines(desk: Desk) -> None:
    ticket = await ask(desk, 1)
    await accept(desk, ticket)
    assert await refusals(take(desk, desk.qian, ticket, "ISSUE", "REFUSED")) == [("NOTE_REQUIRED", "note")]
    await take(desk, desk.qian, ticket, "ISSUE", "REFUSED", note="税号与名称不符")
    assert (await invoice(desk, ticket)).state == "REFUSED"
    assert (await desk.ticket(ticket)).status == "DECLINED"
    await ask(desk, 1)


async def test_a_withdrawn_request_frees_its_lines(desk: Desk) -> None:
    ticket = await ask(desk, 1)
    await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    assert await desk.count("invoiced_lines") == 0
    await ask(desk, 1)


async def test_finance_alone_issues_and_never_who_submitted(desk: Desk) -> None:
    ticket = await ask(desk, 1)
    await accept(desk, ticket)
    issued = take(desk, STORE, ticket, "ISSUE", "ISSUED", fields={"number": "1"})
    assert await refusals(issued) == [("NOT_YOURS_TO_TAKE", "step")]
    with pytest.raises(NotFound):
        await take(desk, desk.wang, ticket, "ISSUE", "ISSUED", fields={"number": "1"})


async def test_an_invoice_number_is_given_once(desk: Desk) -> None:
    first, second = await ask(desk, 1), await ask(desk, 1, of=order(code="D2"), code="D2")
    await accept(desk, first)
    await accept(desk, second)
    await issue(desk, first, "N1")
    assert await refusals(issue(desk, second, "N1")) == [("INVOICE_NUMBER_TAKEN", "fields.number")]
    assert (await invoice(desk, second)).state == "ASKED"


async def test_what_is_not_the_submitters_does_not_exist(desk: Desk) -> None:
    for stranger in (OTHER, member("M9999")):
        assert await refusals(ask(desk, by=stranger)) == [("NOT_FOUND", "orderCode")]
    assert await refusals(desk.do(STORE, asking.submit, form(1), facts=Facts())) == [
        ("NOT_FOUND", "orderCode")
    ]
    await ask(desk, by=member("M1001"), of=order(payments=(payment("王小明"),)), buyer=PERSON)


async def test_eligibility_says_what_the_rules_will_say(desk: Desk) -> None:
    await ask(desk, 1)
    async with desk.transactor.read() as connection:
        verdict = await asking.eligibility(
            connection,
            STORE,
            "D1",
            facts=Facts(order=order()),
            now=desk.clock.now(),
            zone=desk.transactor.zone,
        )
    assert verdict.allowed
    assert [line.number for line in verdict.facts.lines_left] == [2, 3]
    assert [(one.window.kind, one.open) for one in verdict.facts.kinds] == [
        (InvoiceKind.VAT_ORDINARY, True),
        (InvoiceKind.VAT_SPECIAL, True),
    ]


def _instant(stamp: str) -> datetime:
    return datetime.fromisoformat(f"{stamp}+08:00")
