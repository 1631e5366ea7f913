"""Invoices for what was bought (docs/domain.md, 3.4): which lines, to whom, until when."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.kit.errors import HelpdeskError
from helpdesk.platform.values import Money, Order, OrderLine
from helpdesk.procedures.rules import normal
from helpdesk.procedures.rules.buyers import Buyer, Organisation, check_buyer
from helpdesk.procedures.rules.errors import (
    FieldTwice,
    LineDiffers,
    LineInvoiced,
    NoLines,
    OrderIsDeleted,
    OrderNotPaid,
    PayerIsNotTitle,
    SpecialForOrganisationsOnly,
    UnknownLine,
)
from helpdesk.procedures.rules.invoice_window import InvoiceKind, Window, outside, window
from helpdesk.procedures.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line by its number. What is said of it beside must be as it was ordered; what is left out is."""

    number: int
    name: str | None = None
    specification: str | None = None
    quantity: int | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class InvoiceRequest:
    """What the form asks for."""

    kind: InvoiceKind
    buyer: Buyer = dataclasses.field(repr=False)
    lines: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True)
class KindStanding:
    """One kind for one order now: its window, and whether it is still open."""

    window: Window
    open: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a front end shows of an order beforehand."""

    kinds: tuple[KindStanding, ...]
    lines_left: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """The window, what is on the invoice as it was ordered, and what is left after it."""

    window: Window
    lines: tuple[OrderLine, ...]
    lines_left: tuple[OrderLine, ...]


def lines_left(order: Order, invoiced: Collection[int]) -> tuple[OrderLine, ...]:
    """The lines that no invoice holds yet."""
    return tuple(line for line in order.lines if line.number not in invoiced)


def eligibility(
    order: Order, *, invoiced: Collection[int], now: datetime, zone: ZoneInfo
) -> Verdict[Eligibility]:
    """Which kinds are still possible for an order, until when, and for which lines. Refused where for none."""
    kinds = []
    refusals: list[HelpdeskError] = list(_of_order(order))
    shut: list[HelpdeskError] = []
    for kind in InvoiceKind:
        found = window(kind, order.placed_at, zone)
        closed = outside(found, at=now, zone=zone)
        kinds.append(KindStanding(found, closed is None))
        shut.extend([] if closed is None else [closed])
    if len(shut) == len(kinds):
        refusals.append(shut[0])
    left = lines_left(order, invoiced)
    if not left:
        refusals.append(NoLines(field="lines"))
    return Verdict(Eligibility(tuple(kinds), left), tuple(refusals))


def check(
    order: Order, asked: InvoiceRequest, *, invoiced: Collection[int], now: datetime, zone: ZoneInfo
) -> Verdict[InvoiceFacts]:
    """Whether a request can be accepted at this instant. `invoiced` are the lines on invoices asked for or issued."""
    found = window(asked.kind, order.placed_at, zone)
    refusals = [*_of_order(order), *_of_kind(asked), *_of_title(order, asked.buyer.title)]
    closed = outside(found, at=now, zone=zone)
    refusals.extend([] if closed is None else [closed])
    refusals.extend(check_buyer(asked.buyer))
    wrong = list(_of_lines(order, asked.lines, invoiced))
    named = {line.number for line in asked.lines}
    lines = () if wrong else tuple(line for line in order.lines if line.number in named)
    left = lines_left(order, {*invoiced, *(line.number for line in lines)})
    return Verdict(InvoiceFacts(found, lines, left), (*refusals, *wrong))


def check_issue(order: Order, kind: InvoiceKind, *, now: datetime, zone: ZoneInfo) -> Verdict[Window]:
    """Whether finance may issue an accepted request at this instant."""
    found = window(kind, order.placed_at, zone)
    closed = outside(found, at=now, zone=zone)
    deleted = [] if order.deleted_at is None else [OrderIsDeleted(field="orderCode")]
    return Verdict(found, (*deleted, *([] if closed is None else [closed])))


def _of_order(order: Order) -> Iterator[HelpdeskError]:
    if order.deleted_at is not None:
        yield OrderIsDeleted(field="orderCode")
    if not order.payments:
        yield OrderNotPaid(field="orderCode")


def _of_kind(asked: InvoiceRequest) -> Iterator[HelpdeskError]:
    if asked.kind is InvoiceKind.VAT_SPECIAL and not isinstance(asked.buyer, Organisation):
        yield SpecialForOrganisationsOnly(field="kind")


def _of_title(order: Order, title: str) -> Iterator[HelpdeskError]:
    """Whoever paid any of it is the title. Who paid is not told."""
    if any(not normal.same(payment.payer, title) for payment in order.payments):
        yield PayerIsNotTitle(field="buyer.title")


def _of_lines(order: Order, asked: Sequence[AskedLine], invoiced: Collection[int]) -> Iterator[HelpdeskError]:
    ordered = {line.number: line for line in order.lines}
    seen: set[int] = set()
    if not asked:
        yield NoLines(field="lines")
    for place, one in enumerate(asked):
        here = f"lines.{place}"
        line = ordered.get(one.number)
        if line is None:
            yield UnknownLine(field=f"{here}.number", line=one.number)
        elif one.number in seen:
            yield FieldTwice(field=f"{here}.number")
        elif one.number in invoiced:
            yield LineInvoiced(field=f"{here}.number", line=one.number)
        else:
            yield from _differences(one, line, here)
        seen.add(one.number)


def _differences(one: AskedLine, line: OrderLine, here: str) -> Iterator[HelpdeskError]:
    texts = (("name", one.name, line.name), ("specification", one.specification, line.specification))
    for what, stated, ordered in texts:
        if stated is not None and normal.folded(stated) != normal.folded(ordered):
            yield LineDiffers(field=f"{here}.{what}", line=line.number)
    if one.quantity is not None and one.quantity != line.quantity:
        yield LineDiffers(field=f"{here}.quantity", line=line.number)
    if one.amount is not None and one.amount != line.amount:
        yield LineDiffers(field=f"{here}.amount", line=line.number)
