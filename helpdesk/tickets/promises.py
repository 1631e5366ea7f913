"""A ticket's SLA clocks: which verb starts, stops, meets or ends which (docs/domain.md, SLA).

All clocks of a ticket go by the policies and calendars of the configuration version that decided about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.channel import Channel
from helpdesk.sla import repository, timers
from helpdesk.sla.kinds import SLA_POLICY
from helpdesk.sla.open_hours import OpenHours, OpenHoursCache
from helpdesk.sla.policy import PolicyDocument, TermsBook
from helpdesk.sla.state import LIVE
from helpdesk.sla.terms import OWNED, Metric, Terms
from helpdesk.tickets.models import Ticket

SOLVING = frozenset(Metric) - OWNED
"""What solving the ticket keeps: steps and deadlines are their owner's."""
RESPONSES = frozenset({Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE})
CONVERSATIONS = frozenset(
    {Channel.PHONE, Channel.WEB_CHAT, Channel.WECHAT, Channel.APP_SDK, Channel.DESKTOP_CLIENT}
)
"""Channels on which the requester stays on the line, so that an online clock runs past closing time."""
REOPEN_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Promises:
    """What was promised for a ticket, and by which open hours it is measured."""

    hours: OpenHours
    policy: PolicyDocument | None
    snapshot: Snapshot

    def terms(self, ticket: Ticket, metric: Metric) -> Terms | None:
        """The terms of a metric at the ticket's priority; None where nothing is promised."""
        if self.policy is None:
            return None
        return TermsBook.of(self.snapshot).terms(
            self.policy, metric, ticket.priority, online_calendar_id=self.hours.of_channel(ticket.channel)
        )


async def of(work: UnitOfWork, ticket: Ticket) -> Promises:
    """The promises that hold for a ticket."""
    snapshot = await work.resource(Configurations).get(work.session, ticket.configuration_version)
    hours = await work.resource(OpenHoursCache).of(work.session, snapshot)
    return under(snapshot, hours, ticket)


def under(snapshot: Snapshot, hours: OpenHours, ticket: Ticket) -> Promises:
    """The promises that a version makes for a ticket."""
    inherited = Catalog.of(snapshot).effective(ticket.service_item_id).policy
    return Promises(hours, snapshot.of(SLA_POLICY).get(inherited.value) if inherited else None, snapshot)


def begin(work: UnitOfWork, promises: Promises, ticket: Ticket) -> None:
    """Start the clocks of a new ticket: first response and resolution."""
    for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION):
        found = promises.terms(ticket, metric)
        if found is not None:
            timers.begin(
                work, promises.hours, ticket, metric=metric, terms=found,
                conversation=ticket.channel in CONVERSATIONS,
            )  # fmt: skip


async def answered(work: UnitOfWork, ticket: Ticket) -> None:
    """A person answered the requester: the response clocks are met."""
    promises = await of(work, ticket)
    await timers.meet(work, promises.hours, ticket, metrics=RESPONSES)
    if ticket.first_responded_at is None:
        ticket.first_responded_at = work.now


async def asked_again(work: UnitOfWork, ticket: Ticket) -> None:
    """The requester wrote again: the next response is due, unless the first still is."""
    if ticket.first_responded_at is not None:
        await _start(work, await of(work, ticket), ticket, Metric.NEXT_RESPONSE)


async def hold(work: UnitOfWork, ticket: Ticket) -> datetime | None:
    """The ticket waits on its requester: the resolution clock stops. When its limit will be used up."""
    promises = await of(work, ticket)
    return await timers.pause(
        work, promises.hours, ticket, reason="WAITING_ON_REQUESTER", awaiting="REQUESTER_REPLY"
    )


async def waiting_limit(work: UnitOfWork, ticket: Ticket) -> datetime | None:
    """When the present wait uses up what the policy allows."""
    return min(
        (one.limit_at for one in await repository.lock_in(work, ticket, LIVE) if one.limit_at), default=None
    )


async def go_on(work: UnitOfWork, ticket: Ticket) -> None:
    """Nobody else is waited for: the resolution clock goes on with what was left."""
    promises = await of(work, ticket)
    await timers.resume(work, promises.hours, ticket, reason="NO_LONGER_WAITING")


async def solved(work: UnitOfWork, ticket: Ticket) -> None:
    """The ticket is solved: resolution and any response that was owed are met."""
    promises = await of(work, ticket)
    await timers.resume(work, promises.hours, ticket, reason="SOLVED")
    await timers.meet(work, promises.hours, ticket, metrics=SOLVING)


async def reopened(work: UnitOfWork, ticket: Ticket) -> None:
    """The ticket is open again: the resolution clock continues with what was left."""
    promises = await of(work, ticket)
    await timers.continue_(work, promises.hours, ticket, terms=promises.terms(ticket, Metric.RESOLUTION))


async def ended(work: UnitOfWork, ticket: Ticket, *, why: str) -> None:
    """Nothing is promised any longer."""
    promises = await of(work, ticket)
    await timers.cancel(work, promises.hours, ticket, reason=why)


async def reprioritised(work: UnitOfWork, ticket: Ticket) -> None:
    """The priority changed: live clocks keep what has elapsed and get the new target."""
    promises = await of(work, ticket)
    wanted = {metric: promises.terms(ticket, metric) for metric in Metric}
    await timers.retarget(
        work, promises.hours, ticket, reason="PRIORITY_CHANGED",
        terms={metric: found for metric, found in wanted.items() if found is not None},
    )  # fmt: skip


async def reopen_window(work: UnitOfWork, ticket: Ticket) -> timedelta:
    """For how long a solved ticket can be reopened."""
    policy = (await of(work, ticket)).policy
    return policy.reopen_within if policy else REOPEN_WINDOW


async def _start(work: UnitOfWork, promises: Promises, ticket: Ticket, metric: Metric) -> None:
    found = promises.terms(ticket, metric)
    if found is not None:
        await timers.start(
            work, promises.hours, ticket, metric=metric, terms=found,
            conversation=ticket.channel in CONVERSATIONS,
        )  # fmt: skip
