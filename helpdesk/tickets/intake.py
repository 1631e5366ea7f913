"""Intake: every channel makes the same ticket (docs/domain.md, Intake).

A submission costs two round trips. All that it needs to know is asked at once, for the version of the
configuration and the group that this process expects; where one turns out to be another, it is asked again.
What is written goes with the COMMIT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.catalog import sensitive
from helpdesk.catalog.sensitive import Secret
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.customers import profiles
from helpdesk.customers.models import Customer
from helpdesk.events.rows import fill, new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.kit.ids import new_id
from helpdesk.kit.pipeline import Call, Prepared, Rows
from helpdesk.privacy.vault import Vault
from helpdesk.routing import engine
from helpdesk.sla.open_hours import STAMP, OpenHours, OpenHoursCache, Stamp
from helpdesk.tickets import assignment, documents, promises, search
from helpdesk.tickets.assignment import Decided
from helpdesk.tickets.errors import ExternalIdTaken
from helpdesk.tickets.events import TicketLinked, TicketSubmitted
from helpdesk.tickets.models import Ticket, TicketLink
from helpdesk.tickets.oversight import FOLLOW_UP, Oversight
from helpdesk.tickets.relations import LinkKind
from helpdesk.tickets.requesters import Requester
from helpdesk.tickets.submissions import Draft, Submission, begun, drafted, subject_of

_STANDING = Prepared(
    f"SELECT (SELECT version FROM configuration_head), stamp.*, 0 FROM ({STAMP}) AS stamp"  # noqa: S608
)
_NUMBERED = Prepared(
    "SELECT (SELECT version FROM configuration_head), stamp.*, nextval('tickets_number_seq')"  # noqa: S608
    f" FROM ({STAMP}) AS stamp"
)
"""The standing with a number drawn, for a submission that nothing speaks against so far."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds in this transaction, and a ticket number of its own where one was drawn."""

    version: int
    holidays: Stamp
    number: int

    @classmethod
    def of(cls, answer: Rows) -> Standing:
        """The standing that the answer to _STANDING or _NUMBERED tells."""
        [(version, *stamp, number)] = answer
        return cls(version, Stamp(*stamp), number)


async def submit(work: UnitOfWork, submission: Submission) -> Ticket:
    """Take a ticket in: check it, route it, give it to an agent who can take it, start its clocks.

    Raises NotFound, ItemNotOffered, Several FormRefused, NoResponsibleGroup, RequesterRequired,
    ExternalIdTaken, InvalidValue, NotAllowed; for each file that cannot be attached, what speaks against it.
    """
    work.actor.require(Permission.TICKET_SUBMIT)
    if submission.priority is not None:
        work.actor.require(Permission.TICKET_WORK)
    configurations = work.resource(Configurations)
    snapshot = configurations.newest
    number = 0
    while True:
        draft = _tried(work, submission, snapshot)
        standing, profile, availability = await _ask(work, draft, _STANDING if number else _NUMBERED)
        number = number or standing.number
        if snapshot is not None and snapshot.version == standing.version:
            break
        snapshot = await configurations.get(work.session, standing.version)
    if not isinstance(draft, Draft):
        raise draft or LookupError("no version of the configuration was tried")
    customer = await profiles.taken(work, draft.named.who, profile) if draft.named.who else None
    requester = draft.named.as_known(customer)
    decided = await _decided(work, draft, requester, availability)
    ticket = await _take_in(
        work,
        draft.ticket,
        number=number,
        snapshot=snapshot,
        standing=standing,
        requester=requester,
        decided=decided,
        intake=submission.intake,
        secrets=draft.secrets,
    )
    await documents.attach(work, ticket, submission.attachment_ids)
    return ticket


async def follow_up(work: UnitOfWork, ended: Ticket, *, description: str) -> Ticket:
    """Open a ticket that follows up an ended one, linked with it, under the configuration in force."""
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
    standing = Standing.of((await work.exchange(_NUMBERED()))[0])
    snapshot = await work.resource(Configurations).get(work.session, standing.version)
    opened = await work.resource(Vault).open(work, sensitive.ids(ended.form))
    form, secrets = sensitive.sealed_anew(ended.form, opened)
    ticket = begun(work.actor, submission, snapshot, form)
    ticket.follow_up_of_id = ended.id
    subject = subject_of(ticket, submission, requester)
    route = engine.route(snapshot, subject)
    availability = await assignment.availability(work, route.group_id)
    decided = Decided(engine.decided(route, availability), subject, availability)
    await _take_in(
        work,
        ticket,
        number=standing.number,
        snapshot=snapshot,
        standing=standing,
        requester=requester,
        decided=decided,
        intake=FOLLOW_UP,
        secrets=secrets,
    )
    link = LinkKind.FOLLOW_UP_OF
    work.add(new(TicketLink, id=new_id(), source_id=ticket.id, target_id=ended.id, kind=link, at=work.now))
    work.record(ended, TicketLinked(other=ticket.id, link=link))
    return ticket


def _tried(
    work: UnitOfWork, submission: Submission, snapshot: Snapshot | None
) -> Draft | HelpdeskError | Several | None:
    """The draft under the version that is expected, or what forbids it there; nothing where none is known."""
    if snapshot is None:
        return None
    try:
        return drafted(work.actor, submission, snapshot)
    except (HelpdeskError, Several) as refusal:
        return refusal


async def _ask(work: UnitOfWork, draft: object, asked: Prepared) -> tuple[Standing, Rows, Sequence[Rows]]:
    """In one round trip: the standing, the requester's profile, who of the likely group can take work."""
    if not isinstance(draft, Draft):
        [standing] = await work.exchange(_STANDING())
        return Standing.of(standing), [], []
    profile: list[Call] = [draft.named.who.key.look(work.resource(Vault))] if draft.named.who else []
    group: Sequence[Call] = assignment.look(work, draft.route.group_id) if draft.route else ()
    standing, *answers = await work.exchange(asked(), *profile, *group)
    return Standing.of(standing), answers[0] if profile else [], answers[len(profile) :]


async def _decided(work: UnitOfWork, draft: Draft, requester: Requester, answers: Sequence[Rows]) -> Decided:
    """The decision, by what turned out about the requester."""
    subject, route = subject_of(draft.ticket, draft.submission, requester), draft.route
    if route is None or subject != draft.subject:
        route = engine.route(draft.snapshot, subject)
    if draft.route is not None and route.group_id == draft.route.group_id:
        availability = assignment.seen(work, route.group_id, answers)
    else:
        availability = await assignment.availability(work, route.group_id)
    return Decided(engine.decided(route, availability), subject, availability)


async def _take_in(
    work: UnitOfWork,
    ticket: Ticket,
    *,
    number: int,
    snapshot: Snapshot,
    standing: Standing,
    requester: Requester,
    decided: Decided,
    intake: str | None,
    secrets: Sequence[Secret],
) -> Ticket:
    work.track(ticket, new=True)
    fill(
        ticket,
        number=number,
        requester_kind=requester.kind,
        requester_key=requester.key,
        customer_id=requester.customer.id if requester.customer else None,
        store_code=requester.store_code,
        member_code=requester.member_code,
        created_at=work.now,
        last_event_at=work.now,
    )
    vault = work.resource(Vault)
    for secret in secrets:
        vault.seal(
            work,
            secret.kind,
            secret.value,
            subject_kind=ticket.subject_kind,
            subject_id=ticket.id,
            value_id=secret.id,
        )
    assignment.settle(work, ticket, decided.decision)
    codes = (ticket.external_id, ticket.store_code, ticket.member_code, ticket.order_code)
    search.index(ticket, ticket.title, ticket.description, *codes, str(ticket.number))
    work.add(
        ticket,
        uq_tickets_origin_external_id=ExternalIdTaken(field="externalId", external_id=ticket.external_id),
    )
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
    assignment.tell(work, ticket, decided)
    hours = await _hours(work, snapshot, standing)
    promises.begin(work, promises.under(snapshot, hours, ticket), ticket)
    await work.resource(Oversight).submitted(work, ticket, snapshot, intake)
    return ticket


async def _hours(work: UnitOfWork, snapshot: Snapshot, standing: Standing) -> OpenHours:
    cache = work.resource(OpenHoursCache)
    return cache.known(snapshot, standing.holidays) or await cache.of(work.session, snapshot)
