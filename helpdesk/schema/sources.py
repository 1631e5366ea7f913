"""The tables behind the types, each with the scope that callers have on its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    false,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import Boolean

from helpdesk.accounts import models as accounts
from helpdesk.accounts.token_models import IntegrationToken, TokenRevocation
from helpdesk.attachments.models import Attachment
from helpdesk.calendars.models import HolidayYear
from helpdesk.calls.models import CallAttempt, CallRefusal, PlannedCall
from helpdesk.configuration.models import ConfigurationDraft, ConfigurationVersion
from helpdesk.customers.models import Customer, Erasure
from helpdesk.events.models import EventRow
from helpdesk.kit.actor import Actor, Permission
from helpdesk.kit.statements import Condition
from helpdesk.notify.models import Notification
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.procedures.verifications.models import PhoneAttempt, PhoneVerification
from helpdesk.routing.models import RoutingDecision
from helpdesk.schema.projection.sources import NOTHING, Source, holders_of
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets.models import Comment, Ticket, TicketFlag, TicketLink, Unmasking
from helpdesk.tickets.visibility import visible

INTERNAL = (
    "clock.",
    "ticket.responsibility_recorded",
    "privacy.",
    "ticket.routed",
    "ticket.escalation_notified",
    "attachment.",
    "act.",
    "verification.",
)
"""Kinds of events, by what they begin with, that are for those who may read internals."""

_PUBLIC = Condition(Comment.visibility == "PUBLIC")
_TOLD = Condition(
    and_(
        *(EventRow.kind.not_like(f"{prefix}%") for prefix in INTERNAL),
        ~EventRow.data.contains(literal_column('\'{"visibility": "INTERNAL"}\'::jsonb')),
    )
)
_OWN_PROFILE = Customer.member_code == bindparam("own_member", type_=Text())
_OWN_NOTIFICATION = Notification.recipient_key == bindparam("own_key", type_=Text())


def of_visible_tickets(
    column: Any, otherwise: Callable[[Actor], ColumnElement[bool]] = lambda _: false()
) -> Callable[[Actor], Sequence[Condition]]:
    """The scope of rows whose ticket the caller sees; `otherwise` lets through rows that are about no ticket."""

    @lru_cache(maxsize=64)
    def expression(seen: ColumnElement[bool], others: ColumnElement[bool]) -> ColumnElement[bool]:
        return or_(others, exists().where(Ticket.id == column, seen))

    def scope(actor: Actor) -> Sequence[Condition]:
        found = visible(actor)
        return (Condition(expression(found.sql, otherwise(actor)), found.values),)

    return scope


def _readable_comments(actor: Actor) -> Sequence[Condition]:
    return () if actor.may(Permission.TICKET_READ_INTERNAL) else (_PUBLIC,)


def _readable_events(actor: Actor) -> Sequence[Condition]:
    return () if actor.may(Permission.TICKET_READ_INTERNAL) else (_TOLD,)


_ABOUT_OTHERS = EventRow.subject_kind != "ticket"


def _other_events(actor: Actor) -> ColumnElement[bool]:
    return _ABOUT_OTHERS if actor.may(Permission.EVENTS_READ) else false()


def _profiles(actor: Actor) -> Sequence[Condition]:
    if actor.may(Permission.CUSTOMER_READ):
        return ()
    if actor.member_code is None:
        return (NOTHING,)
    return (Condition(_OWN_PROFILE, {"own_member": actor.member_code}),)


def _own_notifications(actor: Actor) -> Sequence[Condition]:
    return (Condition(_OWN_NOTIFICATION, {"own_key": actor.key}),)


def _links() -> Any:
    """Links from both of their ends."""
    link = TicketLink
    return union_all(
        select(
            link.id, link.kind, link.at, link.source_id.label("ticket_id"), link.target_id.label("other_id"),
            literal_column("true", Boolean).label("is_source"),
        ),
        select(
            link.id, link.kind, link.at, link.target_id.label("ticket_id"), link.source_id.label("other_id"),
            literal_column("false", Boolean).label("is_source"),
        ),
    ).subquery("links")  # fmt: skip


def _attachments() -> Any:
    """Attachments with the group that has their ticket."""
    kept = ("id", "purpose", "sensitive", "file_name", "state", "owner_key", "subject_id", "part_id", "content_type",
            "size", "sha256", "created_at", "stored_at")  # fmt: skip
    columns = [Attachment.__table__.c[name] for name in kept]
    group = select(Ticket.group_id).where(Ticket.id == Attachment.subject_id).scalar_subquery()
    return select(*columns, group.label("ticket_group_id")).subquery("files")


def _tokens() -> Any:
    """Integrations' tokens without what their secrets are recognised by."""
    columns = [column for column in IntegrationToken.__table__.c if column.name != "secret_hash"]
    return select(*columns).subquery("tokens")


_FILES = _attachments()
_OWN_FILE = and_(_FILES.c.subject_id.is_(None), _FILES.c.owner_key == bindparam("own_key", type_=Text()))


@lru_cache(maxsize=64)
def _file_of(seen: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(_OWN_FILE, exists().where(Ticket.id == _FILES.c.subject_id, seen))


def _reached_files(actor: Actor) -> Sequence[Condition]:
    """Until they hang on a ticket files are their uploader's; then of those who see the ticket."""
    found = visible(actor)
    return (Condition(_file_of(found.sql), {**found.values, "own_key": actor.key}),)


def _seen(actor: Actor) -> Sequence[Condition]:
    return (visible(actor),)


_OF_GROUPS = PlannedCall.group_id == any_(bindparam("call_groups", type_=ARRAY(Uuid())))


def _calls(actor: Actor) -> Sequence[Condition]:
    """Those of the groups that the caller works in or leads."""
    if not actor.may(Permission.CALLS_READ):
        return (NOTHING,)
    return () if actor.sees_all else (Condition(_OF_GROUPS, {"call_groups": list(actor.group_ids)}),)


_READ_PEOPLE = holders_of(Permission.ORGANISATION_READ)

TICKETS: Final = Source(
    "Ticket",
    Ticket.__table__,
    scope=_seen,
    version="revision",
    expressions={
        "customer_version": select(Customer.revision)
        .where(Customer.id == Ticket.customer_id)
        .correlate(Ticket)
        .scalar_subquery()
    },
)
COMMENTS: Final = Source(
    "Comment", Comment.__table__, scope=_readable_comments, reach=of_visible_tickets(Comment.ticket_id)
)
ATTACHMENTS: Final = Source("Attachment", _FILES, reach=_reached_files)
FLAGS: Final = Source("TicketFlag", TicketFlag.__table__)
LINKS: Final = Source("TicketLink", _links())
TIMERS: Final = Source("SlaTimer", SlaTimer.__table__)
PROCEDURES: Final = Source("Procedure", Procedure.__table__, reach=of_visible_tickets(Procedure.ticket_id))
PROCEDURE_STEPS: Final = Source(
    "ProcedureStep",
    ProcedureStep.__table__,
    reach=of_visible_tickets(ProcedureStep.ticket_id),
    expressions={
        name: select(Procedure.__table__.c[name])
        .where(Procedure.id == ProcedureStep.procedure_id)
        .correlate(ProcedureStep)
        .scalar_subquery()
        for name in ("definition_id", "configuration_version")
    },
)
ACTS: Final = Source(
    "PlatformAct",
    PlatformAct.__table__,
    scope=holders_of(Permission.TICKET_READ_INTERNAL),
    reach=of_visible_tickets(PlatformAct.ticket_id),
)
PHONE_VERIFICATIONS: Final = Source(
    "PhoneVerification",
    PhoneVerification.__table__,
    scope=holders_of(Permission.TICKET_READ_INTERNAL),
    reach=of_visible_tickets(PhoneVerification.ticket_id),
)
PHONE_ATTEMPTS: Final = Source(
    "PhoneAttempt",
    PhoneAttempt.__table__,
    scope=holders_of(Permission.TICKET_READ_INTERNAL),
    reach=of_visible_tickets(PhoneAttempt.ticket_id),
)
DECISIONS: Final = Source("RoutingDecision", RoutingDecision.__table__)
EVENTS: Final = Source(
    "Event",
    EventRow.__table__,
    scope=_readable_events,
    reach=of_visible_tickets(EventRow.subject_id, _other_events),
)
NOTIFICATIONS: Final = Source("Notification", Notification.__table__, scope=_own_notifications)
CUSTOMERS: Final = Source(
    "Customer",
    Customer.__table__,
    scope=_profiles,
    version="revision",
    open_to=Permission.CUSTOMER_READ,
)
AGENTS: Final = Source("Agent", accounts.Agent.__table__, kept=True)
GROUPS: Final = Source("AgentGroup", accounts.AgentGroup.__table__, kept=True)
UNITS: Final = Source("OrganisationUnit", accounts.OrganisationUnit.__table__, kept=True)
INTEGRATIONS: Final = Source("Integration", accounts.Integration.__table__, scope=_READ_PEOPLE, kept=True)
INTEGRATION_TOKENS: Final = Source(
    "IntegrationToken", _tokens(), scope=holders_of(Permission.ORGANISATION_WRITE)
)
TOKEN_REVOCATIONS: Final = Source(
    "TokenRevocation", TokenRevocation.__table__, scope=holders_of(Permission.ORGANISATION_WRITE)
)
SHIFTS: Final = Source("Shift", accounts.Shift.__table__, scope=_READ_PEOPLE)
LEAVES: Final = Source("Leave", accounts.Leave.__table__, scope=_READ_PEOPLE)
DRAFTS: Final = Source(
    "ConfigurationDraft",
    ConfigurationDraft.__table__,
    scope=holders_of(Permission.CONFIGURATION_READ),
)
VERSIONS: Final = Source(
    "ConfigurationVersion",
    ConfigurationVersion.__table__,
    key="number",
    scope=holders_of(Permission.CONFIGURATION_READ),
)
CALLS: Final = Source("PlannedCall", PlannedCall.__table__, scope=_calls)
ATTEMPTS: Final = Source("CallAttempt", CallAttempt.__table__)
REFUSALS: Final = Source(
    "CallRefusal", CallRefusal.__table__, key="customer_id", scope=holders_of(Permission.CALLS_READ)
)
UNMASKINGS: Final = Source("Unmasking", Unmasking.__table__, scope=holders_of(Permission.EVENTS_READ))
ERASURES: Final = Source("Erasure", Erasure.__table__, scope=holders_of(Permission.PRIVACY_ERASE))
HOLIDAYS: Final = Source("HolidayYear", HolidayYear.__table__, key="year")
