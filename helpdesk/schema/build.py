"""The schema, put together from every feature's part."""

from __future__ import annotations

from functools import cache

import strawberry
from graphql import GraphQLSchema

from helpdesk.schema.attachments.mutations import AttachmentMutations
from helpdesk.schema.calls.mutations import CallMutations
from helpdesk.schema.calls.queries import CallQueries
from helpdesk.schema.catalog.types import CatalogQueries
from helpdesk.schema.configuration.mutations import ConfigurationMutations
from helpdesk.schema.configuration.packs import PackMutations
from helpdesk.schema.configuration.queries import ConfigurationQueries
from helpdesk.schema.customers.mutations import CustomerMutations
from helpdesk.schema.customers.types import CustomerQueries
from helpdesk.schema.execution import Engine
from helpdesk.schema.log.notifications import (
    NotificationMutations,
    NotificationQueries,
    NotificationSubscriptions,
)
from helpdesk.schema.log.queries import LogQueries
from helpdesk.schema.node import NodeQueries
from helpdesk.schema.notify.mutations import DeliveryMutations
from helpdesk.schema.notify.queries import DeliveryQueries
from helpdesk.schema.people.mutations import PeopleMutations
from helpdesk.schema.people.queries import PeopleQueries
from helpdesk.schema.people.revocations import RevocationMutations, RevocationQueries
from helpdesk.schema.procedures.changes import MemberChangeMutations, MemberChangeQueries
from helpdesk.schema.procedures.deletions import DeletionMutations, DeletionQueries
from helpdesk.schema.procedures.invoices import InvoiceMutations, InvoiceQueries
from helpdesk.schema.procedures.mutations import ProcedureMutations
from helpdesk.schema.procedures.queries import ProcedureQueries
from helpdesk.schema.procedures.resets import ResetMutations, ResetQueries
from helpdesk.schema.procedures.stuck import StuckActMutations, StuckActQueries
from helpdesk.schema.procedures.verifications import VerificationMutations
from helpdesk.schema.scalars import config
from helpdesk.schema.tickets.mutations import TicketMutations
from helpdesk.schema.tickets.phrases import PhraseQueries
from helpdesk.schema.tickets.queries import TicketQueries
from helpdesk.schema.tickets.subscriptions import TicketSubscriptions
from helpdesk.schema.tickets.unmasking import UnmaskingMutations


@strawberry.type(description="Everything that can be read.")
class Query(
    TicketQueries,
    PhraseQueries,
    ProcedureQueries,
    StuckActQueries,
    CatalogQueries,
    CustomerQueries,
    PeopleQueries,
    RevocationQueries,
    ConfigurationQueries,
    LogQueries,
    NotificationQueries,
    DeliveryQueries,
    InvoiceQueries,
    CallQueries,
    DeletionQueries,
    MemberChangeQueries,
    ResetQueries,
    NodeQueries,
):
    """Root of queries."""


@strawberry.type(description="Everything that can be done. Each mutation is one transaction.")
class Mutation(
    TicketMutations,
    AttachmentMutations,
    UnmaskingMutations,
    InvoiceMutations,
    DeletionMutations,
    MemberChangeMutations,
    ResetMutations,
    VerificationMutations,
    ProcedureMutations,
    StuckActMutations,
    PackMutations,
    PeopleMutations,
    RevocationMutations,
    ConfigurationMutations,
    CustomerMutations,
    NotificationMutations,
    DeliveryMutations,
    CallMutations,
):
    """Root of mutations."""


@strawberry.type(description="Everything that can be followed.")
class Subscription(TicketSubscriptions, NotificationSubscriptions):
    """Root of subscriptions."""


@cache
def build() -> strawberry.Schema:
    """The schema; made once."""
    return strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription, config=config())


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """graphql-core's schema beneath strawberry's."""
    return schema._schema  # noqa: SLF001 - strawberry gives no other way to it


@cache
def engine(*, introspection: bool) -> Engine:
    """What runs documents against the schema; one for all applications of a process, with its documents."""
    return Engine(build(), introspection=introspection)


def sdl() -> str:
    """The schema as text, as `frontend_contract/schema.graphql` keeps it."""
    return build().as_str() + "\n"
