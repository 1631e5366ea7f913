"""Reading rows by key, in batches. Every read of a table backed type goes through here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.dialects.postgresql import distinct_on
from strawberry.dataloader import DataLoader

from helpdesk.accounts.models import (
    Agent,
    AgentGroup,
    GroupMember,
    Integration,
    Leave,
    OrganisationUnit,
    Shift,
)
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.models import ConfigurationDraft
from helpdesk.customers.models import Customer
from helpdesk.events.models import EventRow
from helpdesk.kit.actor import Actor, Permission
from helpdesk.kit.database import Table
from helpdesk.notify.models import Notification
from helpdesk.routing.models import RoutingDecision
from helpdesk.schema.context import Services
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets.models import Comment, Ticket, TicketFlag, TicketLink
from helpdesk.tickets.visibility import visible

TICKET_COLUMNS = [
    column for column in Ticket.__table__.columns if column.name not in {"search", "search_text"}
]


class Loaders:
    """The loaders of one request. What the actor may not see is not loaded."""

    def __init__(self, services: Services, actor: Actor) -> None:
        self._services = services
        self._actor = actor
        self._snapshots: dict[int | None, Snapshot] = {}

    async def configuration(self, version: int | None = None) -> Snapshot:
        """A version of the configuration, the one in force by default; the same throughout a request."""
        if version not in self._snapshots:
            async with self._services.transactor.read() as connection:
                found = self._services.configurations
                self._snapshots[version] = await (
                    found.current(connection) if version is None else found.get(connection, version)
                )
        return self._snapshots[version]

    async def rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a statement, on a connection of its own."""
        async with self._services.transactor.read() as connection:
            return (await connection.execute(statement)).all()

    @cached_property
    def ticket(self) -> DataLoader[UUID, Any]:
        """A ticket that the actor sees, by id."""
        sight = visible(self._actor)
        return self._one(Ticket, TICKET_COLUMNS, sight.sql, **sight.values)

    @cached_property
    def agent(self) -> DataLoader[UUID, Any]:
        """An agent by id."""
        return self._one(Agent)

    @cached_property
    def group(self) -> DataLoader[UUID, Any]:
        """An agent group by id."""
        return self._one(AgentGroup)

    @cached_property
    def unit(self) -> DataLoader[UUID, Any]:
        """A department or the company by id."""
        return self._one(OrganisationUnit)

    @cached_property
    def shift(self) -> DataLoader[UUID, Any]:
        """A shift by id."""
        return self._one(Shift)

    @cached_property
    def leave(self) -> DataLoader[UUID, Any]:
        """A leave by id."""
        return self._one(Leave)

    @cached_property
    def integration(self) -> DataLoader[UUID, Any]:
        """An integration by id."""
        return self._one(Integration)

    @cached_property
    def draft(self) -> DataLoader[UUID, Any]:
        """A draft of the configuration by id."""
        return self._one(ConfigurationDraft)

    @cached_property
    def notification(self) -> DataLoader[UUID, Any]:
        """A notification of the actor's own, by id."""
        return self._one(Notification, None, Notification.recipient_key == self._actor.key)

    @cached_property
    def customer(self) -> DataLoader[UUID, Any]:
        """A customer's profile by id."""
        return self._one(Customer)

    @cached_property
    def event(self) -> DataLoader[UUID, Any]:
        """An event by id."""
        return self._one(EventRow)

    @cached_property
    def comment(self) -> DataLoader[UUID, Any]:
        """A comment by id, internal notes only for those who may read them."""
        return self._one(Comment, None, *self.readable_comments())

    @cached_property
    def decision(self) -> DataLoader[UUID, Any]:
        """The latest routing decision about a ticket."""
        return self._latest_decision()

    @cached_property
    def timers(self) -> DataLoader[UUID, list[Any]]:
        """A ticket's clocks, in the order in which they started."""
        return self._many(SlaTimer, SlaTimer.subject_id, SlaTimer.id)

    @cached_property
    def flags(self) -> DataLoader[UUID, list[Any]]:
        """A ticket's flags, the one in force first."""
        return self._many(TicketFlag, TicketFlag.ticket_id, TicketFlag.at.desc())

    @cached_property
    def links_from(self) -> DataLoader[UUID, list[Any]]:
        """Links of which the ticket is the source."""
        return self._many(TicketLink, TicketLink.source_id, TicketLink.at)

    @cached_property
    def links_to(self) -> DataLoader[UUID, list[Any]]:
        """Links of which the ticket is the target."""
        return self._many(TicketLink, TicketLink.target_id, TicketLink.at)

    @cached_property
    def members(self) -> DataLoader[UUID, list[Any]]:
        """Who works in a group."""
        return self._many(GroupMember, GroupMember.group_id, GroupMember.agent_id)

    @cached_property
    def memberships(self) -> DataLoader[UUID, list[Any]]:
        """The groups in which an agent works."""
        return self._many(GroupMember, GroupMember.agent_id, GroupMember.group_id)

    def readable_comments(self) -> tuple[ColumnElement[bool], ...]:
        """The condition on comments that the actor may read."""
        may = self._actor.may(Permission.TICKET_READ_INTERNAL)
        return () if may else (Comment.visibility == "PUBLIC",)

    def _one(
        self,
        table: type[Table],
        columns: Sequence[Any] | None = None,
        *conditions: ColumnElement[bool],
        **values: Any,
    ) -> DataLoader[UUID, Any]:
        found_columns = columns or list(table.__table__.columns)

        async def load(keys: list[UUID]) -> list[Any]:
            key = table.__table__.c.id
            rows = await self.rows(select(*found_columns).where(key.in_(keys), *conditions).params(values))
            by_id = {row.id: row for row in rows}
            return [by_id.get(key) for key in keys]

        return DataLoader(load)

    def _many(self, table: type[Table], key: Any, *order: Any) -> DataLoader[UUID, list[Any]]:
        async def load(keys: list[UUID]) -> list[list[Any]]:
            rows = await self.rows(select(*table.__table__.columns).where(key.in_(keys)).order_by(*order))
            by_key: dict[UUID, list[Any]] = defaultdict(list)
            for row in rows:
                by_key[getattr(row, key.key)].append(row)
            return [by_key[key] for key in keys]

        return DataLoader(load)

    def _latest_decision(self) -> DataLoader[UUID, Any]:
        async def load(keys: list[UUID]) -> list[Any]:
            rows = await self.rows(
                select(*RoutingDecision.__table__.columns)
                .where(RoutingDecision.subject_kind == "ticket", RoutingDecision.subject_id.in_(keys))
                .ext(distinct_on(RoutingDecision.subject_id))
                .order_by(RoutingDecision.subject_id, RoutingDecision.id.desc())
            )
            by_subject = {row.subject_id: row for row in rows}
            return [by_subject.get(key) for key in keys]

        return DataLoader(load)
