"""What is submitted, and the ticket that it would be, as far as can be said without asking the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpdesk.catalog import forms, sensitive
from helpdesk.catalog.sensitive import Secret
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.rows import new
from helpdesk.kit.actor import Actor
from helpdesk.kit.channel import Channel
from helpdesk.kit.ids import new_id
from helpdesk.kit.priority import Priority
from helpdesk.kit.text import clean
from helpdesk.routing import engine
from helpdesk.routing.engine import Route
from helpdesk.routing.errors import NoResponsibleGroup
from helpdesk.routing.subject import RoutingSubject
from helpdesk.tickets import relations, requesters
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.requesters import Named, Requester, code
from helpdesk.tickets.status import TicketStatus

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Submission:
    """What is submitted. For whom is the actor's own affair, or stated by those who submit for others.

    `intake` names the mutation, where it is not the general one.
    """

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
    attachment_ids: Sequence[UUID] = ()
    intake: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A submission that is right under a version of the configuration, as the ticket that it is to be.

    `route` is where it goes as long as nothing turns up about the requester that a rule looks at. The ticket's
    form, which is also what is routed by, refers to the secrets that are to be sealed.
    """

    snapshot: Snapshot
    submission: Submission
    named: Named
    ticket: Ticket
    subject: RoutingSubject
    route: Route | None
    secrets: Sequence[Secret] = ()


def drafted(actor: Actor, submission: Submission, snapshot: Snapshot) -> Draft:
    """The draft of a submission.

    Raises NotFound, ItemNotOffered, Several FormRefused, RequesterRequired, InvalidValue, NotAllowed.
    """
    catalog = Catalog.of(snapshot)
    catalog.submittable(submission.service_item_id, field="serviceItemId")
    given = forms.check(catalog, submission.service_item_id, submission.form)
    schema = forms.Forms.of(snapshot).schema(submission.service_item_id)
    form, secrets = sensitive.split(schema, given)
    relations.require_few(relations.clean_tags(submission.tags))
    named = requesters.named(actor, submission)
    ticket = begun(actor, submission, snapshot, form)
    likely = subject_of(ticket, submission, named.as_known(None))
    return Draft(snapshot, submission, named, ticket, likely, _likely_route(snapshot, likely), secrets)


def begun(actor: Actor, submission: Submission, snapshot: Snapshot, form: Mapping[str, Any]) -> Ticket:
    """The ticket as far as the submission alone says. Raises InvalidValue."""
    return new(
        Ticket,
        id=new_id(),
        origin=actor.key,
        external_id=code(submission.external_id, "externalId", at_most=200),
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
        order_code=code(submission.order_code, "orderCode"),
        tags=relations.clean_tags(submission.tags),
        urged=0,
        search_text="",
        revision=0,
    )


def subject_of(ticket: Ticket, submission: Submission, requester: Requester) -> RoutingSubject:
    """What is routed."""
    return RoutingSubject(
        item_id=ticket.service_item_id,
        channel=Channel(ticket.channel),
        store_code=requester.store_code,
        priority=submission.priority,
        requester_grade=requester.customer.grade if requester.customer else None,
        form=ticket.form,
        menu_id=submission.menu_id,
    )


def _likely_route(snapshot: Snapshot, subject: RoutingSubject) -> Route | None:
    try:
        return engine.route(snapshot, subject)
    except NoResponsibleGroup:
        return None  # what a rule says about the requester may still name one
