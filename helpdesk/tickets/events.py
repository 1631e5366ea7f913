"""What happens to a ticket. Free of personal data: ids, codes and states only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class TicketSubmitted(Event):
    """A ticket came in."""

    kind = "ticket.submitted"

    number: int
    service_item_id: UUID
    channel: str
    priority: str
    requester_key: str
    follow_up_of: UUID | None


@dataclass(frozen=True, slots=True)
class TicketRouted(Event):
    """The responsible group was decided; the decision is kept and can be replayed."""

    kind = "ticket.routed"

    decision_id: UUID
    configuration_version: int
    before: UUID | None
    after: UUID


@dataclass(frozen=True, slots=True)
class TicketMoved(Event):
    """The ticket went to another group: by a person, whose reason is an internal note, or by its procedure."""

    kind = "ticket.moved"

    before: UUID
    after: UUID
    comment_id: UUID | None


@dataclass(frozen=True, slots=True)
class TicketAssigned(Event):
    """The ticket has another assignee; `after` is None when it waits in the group's queue."""

    kind = "ticket.assigned"

    before: UUID | None
    after: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class TicketPriorityChanged(Event):
    """The priority changed, by a person or by an escalation."""

    kind = "ticket.priority_changed"

    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class TicketStatusChanged(Event):
    """The ticket waits for somebody else now, or has ended."""

    kind = "ticket.status_changed"

    before: str
    after: str
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommentAdded(Event):
    """A public reply or internal note was written; the text is read through the comment, not the log."""

    kind = "ticket.comment_added"

    comment_id: UUID
    visibility: str
    by: str


@dataclass(frozen=True, slots=True)
class TicketUrged(Event):
    """The requester asks for haste."""

    kind = "ticket.urged"

    times: int


@dataclass(frozen=True, slots=True)
class TicketMerged(Event):
    """This ticket was merged into another and ended."""

    kind = "ticket.merged"

    into: UUID


@dataclass(frozen=True, slots=True)
class TicketAbsorbed(Event):
    """Another ticket was merged into this one."""

    kind = "ticket.absorbed"

    source: UUID


@dataclass(frozen=True, slots=True)
class TicketLinked(Event):
    """This ticket was linked with another."""

    kind = "ticket.linked"

    other: UUID
    link: str


@dataclass(frozen=True, slots=True)
class TicketTagsChanged(Event):
    """Tags were added or removed."""

    kind = "ticket.tags_changed"

    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True)
class TicketFlagSet(Event):
    """The flag was set or taken away; its content is read through the flag."""

    kind = "ticket.flag_set"

    flag_id: UUID
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class EscalationNotified(Event):
    """People were told that a promise is at risk, broken, or nobody acknowledges it.

    `crossing` is WARNED, BREACHED or LEVEL; `recipients` are agents, `substitutions` says for whom a deputy
    or the next level up stood in.
    """

    kind = "ticket.escalation_notified"

    timer_id: UUID
    metric: str
    instance: int
    crossing: str
    level: int
    recipients: list[UUID]
    substitutions: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FieldUnmasked(Event):
    """Somebody was shown a sealed value in clear; why is read through the unmasking."""

    kind = "privacy.field_unmasked"

    unmasking_id: UUID
    value_id: UUID
    path: str


@dataclass(frozen=True, slots=True)
class ValuesErased(Event):
    """Sealed values of this ticket were deleted for good: RETENTION passed, or the person asked (REQUEST)."""

    kind = "privacy.values_erased"

    value_ids: list[UUID]
    why: str
