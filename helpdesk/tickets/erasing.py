"""Deleting personal values for good: once they were kept long enough, or for a person who is to be forgotten (§1).

What a ticket's form and its decisions say of a value is then that it was erased. Events name ids alone, so that
timelines and clocks are as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from helpdesk.attachments import cleaning
from helpdesk.catalog import sensitive
from helpdesk.customers import repository as customers
from helpdesk.customers.events import CustomerErased
from helpdesk.customers.models import Customer, Erasure
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.privacy import retention
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.vault import Vault
from helpdesk.routing.models import RoutingDecision
from helpdesk.tickets import scrubbing
from helpdesk.tickets.errors import CustomerHasOpenTickets
from helpdesk.tickets.events import ValuesErased
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.oversight import Oversight

REASON_LENGTH: Final = 500
KIND: Final = "ticket"


class Why(StrEnum):
    """Why values were deleted."""

    RETENTION = "RETENTION"
    REQUEST = "REQUEST"


async def erase_due(work: UnitOfWork) -> int:
    """Delete the next values that were kept long enough; how many. Done by several at once, each goes once."""
    due = await retention.due(work, KIND)
    erased = 0
    for ticket in await _locked(work, due):
        erased += len((await _erase(work, ticket, due[ticket.id], Why.RETENTION))[0])
    return erased


async def erase_customer(
    work: UnitOfWork, *, customer_id: UUID, reason: str, expected_version: int | None = None
) -> Customer:
    """Delete what is kept of a person: number, name and note, the sealed values and the files of their tickets, and
    number, name and values where they stand in what was written on these.

    Codes of the platform stay. Done again, it changes nothing. Raises NotFound, StaleVersion, NotAllowed,
    InvalidValue, CustomerHasOpenTickets.
    """
    work.actor.require(Permission.PRIVACY_ERASE)
    why = clean(reason, field="reason", at_most=REASON_LENGTH)
    customer = await customers.lock(work, customer_id, expected_version=expected_version)
    tickets = await _tickets_of(work, customer)
    values = await _values_of(work, tickets)
    erased = 0
    own = await _own(work, customer)
    scrubbed = False
    for ticket in await _locked(work, tickets):
        gone, found = await _erase(work, ticket, values.get(ticket.id, ()), Why.REQUEST, own)
        erased, scrubbed = erased + len(gone), scrubbed or found
    erased += len(await work.resource(Vault).erase_of(work, customer.subject_kind, [customer.id]))
    files = await cleaning.drop_of(work, KIND, tickets)
    if not (erased or files or scrubbed or customer.name or customer.note):
        return customer
    customer.phone_id = customer.phone_masked = customer.name = None
    customer.note, customer.erased_at = "", work.now
    erasure = Erasure(id=new_id(), customer_id=customer.id, reason=why, actor_key=work.actor.key, at=work.now)
    work.session.add(erasure)
    work.record(customer, CustomerErased(erasure_id=erasure.id, values=erased, files=files))
    work.enqueue("forget_calls", customer_id=customer.id)
    return customer


async def _tickets_of(work: UnitOfWork, customer: Customer) -> Sequence[UUID]:
    """The tickets of a person, who gets no new one while they are locked. Raises CustomerHasOpenTickets."""
    theirs = Ticket.customer_id == customer.id
    if customer.member_code is not None:
        theirs = or_(theirs, Ticket.member_code == customer.member_code)
    rows = (await work.session.execute(select(Ticket.id, Ticket.number, Ticket.ended_at).where(theirs))).all()
    open_ones = sorted(number for _, number, ended_at in rows if ended_at is None)
    if open_ones:
        raise CustomerHasOpenTickets(
            field="customerId", count=len(open_ones), numbers=", ".join(map(str, open_ones[:5]))
        )
    return [ticket_id for ticket_id, _, _ in rows]


async def _values_of(work: UnitOfWork, tickets: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    rows = await work.session.execute(
        select(SealedValue.subject_id, SealedValue.id).where(
            SealedValue.subject_kind == KIND,
            SealedValue.subject_id.in_(list(tickets)),
            SealedValue.erased_at.is_(None),
        )
    )
    found: dict[UUID, list[UUID]] = {}
    for ticket_id, value_id in rows:
        found.setdefault(ticket_id, []).append(value_id)
    return found


async def _locked(work: UnitOfWork, tickets: Iterable[UUID]) -> list[Ticket]:
    """Lock tickets, whoever sees them, always in the same order."""
    found = await work.session.scalars(
        select(Ticket)
        .where(Ticket.id.in_(list(tickets)))
        .order_by(Ticket.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    locked = list(found)
    for ticket in locked:
        work.track(ticket)
    return locked


async def _own(work: UnitOfWork, customer: Customer) -> list[str]:
    """What a person is known by, to be taken out of texts."""
    phone = await scrubbing.opened(work, [customer.phone_id]) if customer.phone_id else []
    return [*phone, *filter(None, [customer.name])]


async def _erase(
    work: UnitOfWork, ticket: Ticket, value_ids: Sequence[UUID], why: Why, own: Iterable[str] = ()
) -> tuple[list[UUID], bool]:
    """Delete values of a locked ticket, all that was shown of them, and them and a person's `own` in its texts.

    Which values were still there, and whether anything stood in a text.
    """
    scrubbed = await scrubbing.scrub(work, ticket, [*await scrubbing.opened(work, value_ids), *own])
    gone = await work.resource(Vault).erase(work, value_ids) if value_ids else []
    if gone:
        await _unshow(work, ticket, frozenset(gone))
    if gone or scrubbed:
        work.record(ticket, ValuesErased(value_ids=gone, why=why))
    return gone, scrubbed


async def _unshow(work: UnitOfWork, ticket: Ticket, them: frozenset[UUID]) -> None:
    """Delete what was shown of values."""
    ticket.form = sensitive.without(ticket.form, them)
    decisions = await work.session.scalars(
        select(RoutingDecision).where(
            RoutingDecision.subject_kind == KIND, RoutingDecision.subject_id == ticket.id
        )
    )
    for decision in decisions:
        decision.subject = sensitive.without(decision.subject, them)
    await work.resource(Oversight).erased(work, ticket, them)
