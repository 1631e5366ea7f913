"""Deletions go on by what the platform tells (docs/domain.md, 3.3): a fee paid, an order shipped, a period moved.

A notice is only a reason to look: what is done follows from what the platform holds when it is asked then. So a notice
that comes late, twice or out of its order changes nothing that is not so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import exists, select

from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import Several
from helpdesk.platform.notices import Notice, NoticeKind
from helpdesk.platform.port import Platform
from helpdesk.platform.values import FeePayment, Order
from helpdesk.procedures import running
from helpdesk.procedures.definition import PROCEDURE, End
from helpdesk.procedures.deletions import closing, fees
from helpdesk.procedures.deletions.asking import CLAIM
from helpdesk.procedures.errors import NoProcedureHere
from helpdesk.procedures.events import OrderShippedSince
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure, ProcedureClaim
from helpdesk.procedures.running import Running
from helpdesk.procedures.taking import Taking
from helpdesk.tickets import repository
from helpdesk.tickets.models import Ticket

JOB: Final = "look_at_deletion"
_OF_ORDER = frozenset({NoticeKind.ORDER_SHIPPED, NoticeKind.FEE_PAID})
_OF_PERIOD = frozenset({NoticeKind.PERIOD_MOVED, NoticeKind.PERIOD_CLOSED})
_log = structlog.get_logger(__name__)


async def react(work: UnitOfWork, notice: Notice) -> None:
    """Ask for a look at each deletion that a notice is about; there is none where nobody asked for one."""
    for ticket_id in await _concerned(work, notice):
        work.enqueue(JOB, ticket_id=ticket_id)


async def look(transactor: Transactor, platform: Platform | None, *, ticket_id: UUID) -> bool:
    """Ask the platform about the order of a deletion, and let the deletion go on by it; whether anything changed.

    Raises PlatformUnavailable: to be asked again later.
    """
    if platform is None:
        return False
    async with transactor.read() as connection:
        query = select(Ticket.order_code).where(Ticket.id == ticket_id)
        order_code = await connection.scalar(query)
    facts = await gather(platform, member_code=None, order_code=order_code, now=transactor.clock.now())
    return await transactor.run(SYSTEM, partial(go_on, ticket_id=ticket_id, facts=facts))


async def go_on(work: UnitOfWork, *, ticket_id: UUID, facts: Facts) -> bool:
    """Bring a deletion to what the platform holds of its order; done twice it changes nothing."""
    ticket = await repository.lock(work, ticket_id)
    try:
        found = await running.load(work, ticket)
    except NoProcedureHere:
        return await _give_back(work, ticket, facts)
    if facts.order is None or facts.order.code != found.procedure.facts["order_code"]:
        return False
    moved = await closing.follow(work, ticket, found.procedure, found.definition, facts.order)
    shipped = _note_shipped(work, found, facts.order)
    return await _see_paid(work, found, facts) or moved or shipped


async def _concerned(work: UnitOfWork, notice: Notice) -> Sequence[UUID]:
    """Tickets of running deletions, or, of a fee that came too late for one, the ticket of the latest that ended."""
    query = select(Procedure.ticket_id).join(ProcedureClaim, ProcedureClaim.procedure_id == Procedure.id)
    if notice.kind in _OF_ORDER:
        query = query.where(ProcedureClaim.key == f"{CLAIM}{notice.order_code}")
    elif notice.kind in _OF_PERIOD:
        query = query.join(Ticket, Ticket.id == Procedure.ticket_id).where(
            ProcedureClaim.key.startswith(CLAIM, autoescape=True), Ticket.store_code == notice.store_code
        )
    else:
        return []
    found = (await work.session.scalars(query.order_by(Procedure.ticket_id))).all()
    if found or notice.kind is not NoticeKind.FEE_PAID:
        return found
    ended = (
        select(Procedure.ticket_id)
        .join(Ticket, Ticket.id == Procedure.ticket_id)
        .where(Ticket.order_code == notice.order_code, Procedure.facts.has_key("period_code"))
        .order_by(Procedure.began_at.desc())
        .limit(1)
    )
    return (await work.session.scalars(ended)).all()


def _note_shipped(work: UnitOfWork, found: Running, order: Order) -> bool:
    """An order shipped since: only noted, for who checks it now.

    Going back to the fee is left to the act, which states the shipped state as its precondition: the platform judges
    that in the instant of deletion, where a notice would always come too late or too early.
    """
    known = found.procedure.facts
    if not order.shipped or known.get("shipped") or known.get("shipped_since"):
        return False
    found.procedure.facts = {**known, "shipped_since": True}
    work.record(found.ticket, OrderShippedSince(procedure_id=found.procedure.id))
    return True


async def _see_paid(work: UnitOfWork, found: Running, facts: Facts) -> bool:
    """Where the fee is waited for, the payment that the platform saw is taken, if it covers the quote in time."""
    for turn in found.current:
        if turn.code == "FEE" and "SEEN_PAID" in found.definition.by_code[turn.code].by_code:
            try:
                await running.conclude(work, found, turn, "SEEN_PAID", facts=facts)
            except Several as refused:
                codes = [one.code for one in refused.errors]
                _log.info("fee.not_covering", ticket=str(found.ticket.id), codes=codes)
                return _keep_for_refund(work, found, facts)
            return True
    return False


def _keep_for_refund(work: UnitOfWork, found: Running, facts: Facts) -> bool:
    """A payment that does not take the deletion on is known all the same: if nothing is deleted it is given back."""
    paid, before = _unspent(facts), found.procedure.facts
    if paid is not None:
        taking = Taking(work, found.snapshot, found.ticket, found.procedure, found.definition)
        fees.keep_payment(taking, paid)
    return found.procedure.facts != before


async def _give_back(work: UnitOfWork, ticket: Ticket, facts: Facts) -> bool:
    """A fee that was paid when its deletion had ended without it goes to finance for refund."""
    procedure = await work.session.scalar(
        select(Procedure).where(Procedure.ticket_id == ticket.id, Procedure.facts.has_key("period_code"))
    )
    paid = _unspent(facts)
    if procedure is None or procedure.state == End.DONE or paid is None or await _is_in_hand(work, paid):
        return False
    snapshot = await work.resource(Configurations).get(work.session, procedure.configuration_version)
    definition = snapshot.of(PROCEDURE)[procedure.definition_id]
    taking = Taking(work, snapshot, ticket, procedure, definition, facts=facts)
    fees.keep_payment(taking, paid)
    return await fees.to_refund(taking) is not None


def _unspent(facts: Facts) -> FeePayment | None:
    """A payment for an order that is still there, which was not given back; the latest."""
    if facts.order is None or facts.order.deleted_at is not None:
        return None
    return next((one for one in reversed(facts.payments) if one.refunded_at is None), None)


async def _is_in_hand(work: UnitOfWork, paid: FeePayment) -> bool:
    """Whether a refund of this payment was asked for already."""
    query = select(exists().where(Procedure.facts["reference"].astext == paid.reference))
    return bool(await work.session.scalar(query))
