"""Intake: every channel makes the same ticket (docs/domain.md, Intake)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from helpdesk.catalog import forms
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration import versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.customers import profiles
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import NotAllowed
from helpdesk.kit.ids import new_id
from helpdesk.kit.priority import Priority
from helpdesk.kit.text import clean
from helpdesk.routing.subject import RoutingSubject
from helpdesk.tickets import assignment, promises, relations, search
from helpdesk.tickets.errors import ExternalIdTaken, RequesterRequired
from helpdesk.tickets.events import TicketLinked, TicketSubmitted
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.relations import LinkKind
from helpdesk.tickets.status import TicketStatus

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 20_000
CODE_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Submission:
    """What is submitted. For whom is the actor's own affair, or stated by those who submit for others."""

    service_item_id: UUID
    title: str
    description: str = ""
    channel: Channel = Channel.API
    priority: Priority | None = None
    form: Mapping[str, Any] | None = None
    order_code: str | None = None
    external_id: str | None = None
    tags: Sequence[str] = ()
    menu_id: UUID | None = None
    store_code: str | None = None
    member_code: str | None = None
    phone: str | None = None
    customer_name: str | None = None


@dataclass(frozen=True, slots=True)
class Requester:
    """For whom the ticket is."""

    kind: ActorKind
    key: str
    store_code: str | None
    member_code: str | None
    customer: Customer | None = field(default=None)


async def submit(work: UnitOfWork, submission: Submission) -> Ticket:
    """Take a ticket in: check it, route it, give it to an agent who can take it, start its clocks.

    Raises NotFound, ItemNotOffered, Several FormRefused, NoResponsibleGroup, RequesterRequired,
    ExternalIdTaken, InvalidValue, NotAllowed.
    """
    work.actor.require(Permission.TICKET_SUBMIT)
    if submission.priority is not None:
        work.actor.require(Permission.TICKET_WORK)
    snapshot = await versions.current(work)
    catalog = Catalog.of(snapshot)
    catalog.submittable(submission.service_item_id, field="serviceItemId")
    form = forms.check(catalog, submission.service_item_id, submission.form)
    relations.require_few(relations.clean_tags(submission.tags))
    requester = await _requester(work, submission)
    ticket = _new_ticket(work, submission, snapshot, requester, form)
    return await _take_in(work, ticket, snapshot, requester, submission)


async def follow_up(work: UnitOfWork, ended: Ticket, *, description: str) -> Ticket:
    """Open a ticket that follows up an ended one, linked with it, under the configuration in force."""
    snapshot = await versions.current(work)
    submission = Submission(
        service_item_id=ended.service_item_id,
        title=ended.title,
        description=description,
        channel=Channel(ended.channel),
        order_code=ended.order_code,
        tags=ended.tags,
    )
    customer = await work.session.get(Customer, ended.customer_id) if ended.customer_id else None
    requester = Requester(
        ActorKind(ended.requester_kind), ended.requester_key, ended.store_code, ended.member_code, customer
    )
    ticket = _new_ticket(work, submission, snapshot, requester, ended.form)
    ticket.follow_up_of_id = ended.id
    ticket = await _take_in(work, ticket, snapshot, requester, submission)
    await relations.add_link(work, ticket, ended, LinkKind.FOLLOW_UP_OF)
    work.record(ended, TicketLinked(other=ticket.id, link=LinkKind.FOLLOW_UP_OF))
    return ticket


async def _take_in(
    work: UnitOfWork, ticket: Ticket, snapshot: Snapshot, requester: Requester, submission: Submission
) -> Ticket:
    subject = RoutingSubject(
        item_id=ticket.service_item_id,
        channel=Channel(ticket.channel),
        store_code=ticket.store_code,
        priority=submission.priority,
        requester_grade=requester.customer.grade if requester.customer else None,
        form=ticket.form,
        menu_id=submission.menu_id,
    )
    decided = await assignment.decide(work, snapshot, subject)
    assignment.settle(work, ticket, decided.decision)
    work.track(ticket, new=True)
    work.session.add(ticket)
    await work.flush(
        uq_tickets_origin_external_id=ExternalIdTaken(field="externalId", external_id=ticket.external_id)
    )
    search.index(ticket, str(ticket.number))
    work.record(
        ticket,
        TicketSubmitted(
            number=ticket.number,
            service_item_id=ticket.service_item_id,
            channel=ticket.channel,
            priority=ticket.priority,
            requester_key=ticket.requester_key,
            follow_up_of=ticket.follow_up_of_id,
        ),
    )
    await assignment.tell(work, ticket, decided)
    await promises.begin(work, ticket)
    return ticket


async def _requester(work: UnitOfWork, submission: Submission) -> Requester:
    """For whom the ticket is: members for themselves, store managers for their store and its members."""
    actor = work.actor
    member = _code(submission.member_code, "memberCode")
    store = _code(submission.store_code, "requester.storeCode")
    if actor.kind is ActorKind.MEMBER:
        if member not in {None, actor.member_code} or store or submission.phone:
            raise NotAllowed(field="memberCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
        customer = await profiles.found_or_made_by_member(work, actor.member_code or "")
        return Requester(actor.kind, actor.key, customer.store_code, actor.member_code, customer)
    if actor.kind is ActorKind.STORE_MANAGER:
        if store not in {None, actor.store_code} or submission.phone:
            raise NotAllowed(
                field="requester.storeCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value
            )
        found = (
            await profiles.found_or_made_by_member(work, member, store_code=actor.store_code)
            if member
            else None
        )
        return Requester(actor.kind, actor.key, actor.store_code, member, found)
    return await _on_behalf(work, submission, store, member)


async def _on_behalf(
    work: UnitOfWork, submission: Submission, store: str | None, member: str | None
) -> Requester:
    """An agent or integration submits for somebody. An integration keeps within the stores of its token."""
    actor = work.actor
    actor.require(Permission.TICKET_SUBMIT_FOR_OTHERS)
    if actor.kind is ActorKind.INTEGRATION and not actor.sees_all and store not in actor.store_codes:
        raise NotAllowed(field="requester.storeCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
    if submission.phone:
        customer = await profiles.found_or_made_by_phone(work, submission.phone, submission.customer_name)
    elif member:
        customer = await profiles.found_or_made_by_member(work, member, submission.customer_name, store)
    elif store:
        return Requester(ActorKind.STORE_MANAGER, f"store:{store}", store, None)
    else:
        raise RequesterRequired(field="requester")
    member, store = member or customer.member_code, store or customer.store_code
    key = f"member:{member}" if member else f"customer:{customer.id.hex}"
    return Requester(ActorKind.MEMBER, key, store, member, customer)


def _new_ticket(
    work: UnitOfWork,
    submission: Submission,
    snapshot: Snapshot,
    requester: Requester,
    form: Mapping[str, Any],
) -> Ticket:
    ticket = Ticket(
        id=new_id(),
        origin=work.actor.key,
        external_id=_code(submission.external_id, "externalId", at_most=200),
        title=clean(submission.title, field="title", at_most=TITLE_LENGTH),
        description=clean(
            submission.description, field="description", at_most=DESCRIPTION_LENGTH, required=False
        ),
        status=TicketStatus.NEW,
        priority=Priority.NORMAL,
        channel=submission.channel,
        service_item_id=submission.service_item_id,
        configuration_version=snapshot.version,
        form=dict(form),
        requester_kind=requester.kind,
        requester_key=requester.key,
        customer_id=requester.customer.id if requester.customer else None,
        store_code=requester.store_code,
        member_code=requester.member_code,
        order_code=_code(submission.order_code, "orderCode"),
        tags=relations.clean_tags(submission.tags),
        urged=0,
        flag=None,
        queued_at=None,
        search_text="",
        created_at=work.now,
        revision=0,
        last_event_at=work.now,
    )
    codes = (ticket.external_id, ticket.store_code, ticket.member_code, ticket.order_code)
    search.index(ticket, ticket.title, ticket.description, *codes)
    return ticket


def _code(value: str | None, field: str, *, at_most: int = CODE_LENGTH) -> str | None:
    return None if value is None else clean(value, field=field, at_most=at_most)
