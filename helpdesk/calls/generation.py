"""Planning calls: by date for grades and quarters, after complaints by the log, and when an occasion is told.

Each is planned at most once for (plan, customer, period), however often and from wherever it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from helpdesk.calendars.hours import Calendar
from helpdesk.calls import planning, repository
from helpdesk.calls.errors import DoNotCall, OccasionTooOld, PlanTakesNoOccasion
from helpdesk.calls.events import CallCancelled, CallPlanned, CallPostponed
from helpdesk.calls.models import CallRefusal, PlannedCall
from helpdesk.calls.outcomes import OPEN, CallState
from helpdesk.calls.planning import Slot
from helpdesk.calls.plans import (
    AfterComplaint,
    AfterReceipt,
    ByGrade,
    CallChannel,
    CallPlan,
    DayWindow,
    OnOccasion,
    Quarterly,
    active_plans,
)
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration import versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.customers import repository as customers
from helpdesk.customers.models import Customer
from helpdesk.events.log import LoggedEvent
from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind, Permission
from helpdesk.kit.errors import NotAllowed, NotFound
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.sla.open_hours import OpenHoursCache
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import TicketStatus

BATCH = 200
OLDEST = timedelta(days=366)
SETTLED = "ticket.status_changed"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A call to be planned."""

    plan: CallPlan
    period: str
    channel: CallChannel
    not_before: datetime
    due: datetime
    ticket_id: UUID | None = None
    order_code: str | None = None


async def plan_by_date(work: UnitOfWork) -> int:
    """Plan the next batch of calls that grades and quarters make due today; how many, 0 when all are planned."""
    if not await repository.plans_alone(work):
        return 0
    snapshot = await versions.current(work)
    planned = 0
    for plan, slot, who in _slots(snapshot, work):
        calendar = await _calendar(work, snapshot, plan)
        not_before, due = planning.instants(slot.first, slot.after, calendar, work.zone)
        wanted = _Wanted(plan, slot.period, slot.channel, not_before, due)
        for customer_id in await _uncalled(work, plan, slot, who, most=BATCH - planned):
            _plan(work, snapshot.version, customer_id, wanted)
            planned += 1
        if planned >= BATCH:
            break
    return planned


async def project(work: UnitOfWork, events: Sequence[LoggedEvent]) -> None:
    """Ask for a look at the calls after each complaint that these events settle or open again."""
    told = [event for event in events if event.kind == SETTLED and _settles(event)]
    if not told:
        return
    items = _complaints(await versions.current(work))
    for ticket_id in {
        event.subject_id for event in told if UUID((event.facets_after or {})["service_item_id"]) in items
    }:
        work.enqueue("plan_calls_after", ticket_id=ticket_id)


async def after_ticket(work: UnitOfWork, *, ticket_id: UUID) -> list[UUID]:
    """Plan the calls that a settled complaint earns, anew when it was settled again; take them back when it is open.

    The ids of the calls that there are for it now. Done twice, it changes nothing.
    """
    ticket = await work.session.get(Ticket, ticket_id)
    if ticket is None or ticket.customer_id is None:
        return []
    customer = await customers.lock(work, ticket.customer_id)
    await work.session.refresh(ticket)
    snapshot = await versions.current(work)
    catalog = Catalog.of(snapshot)
    period = f"ticket/{ticket.id.hex}"
    calls = []
    for plan in active_plans(snapshot):
        trigger = plan.trigger
        if not isinstance(trigger, AfterComplaint):
            continue
        call = await repository.of_period(work, plan.id, customer.id, period)
        if ticket.status not in {TicketStatus.SOLVED, TicketStatus.CLOSED} or ticket.solved_at is None:
            _take_back(work, call)
            continue
        if ticket.service_item_id not in catalog.below(trigger.item_ids) or customer.phone_id is None:
            continue
        days = await _window(work, snapshot, plan, trigger.window, ticket.solved_at)
        if call is not None:
            _move(work, call, *days)
            calls.append(call.id)
        elif days[1] > work.now:
            wanted = _Wanted(plan, period, trigger.channel, *days, ticket.id, ticket.order_code)
            calls.append(_plan(work, snapshot.version, customer.id, wanted).id)
    return calls


async def plan_call(
    work: UnitOfWork,
    *,
    plan_code: str,
    customer_id: UUID,
    happened_at: datetime,
    order_code: str | None = None,
) -> PlannedCall:
    """Plan the call that an occasion earns: goods received, a trip ended. Told twice, it is planned once.

    Raises NotFound, PlanTakesNoOccasion, OccasionTooOld, DoNotCall, InvalidValue, NotAllowed.
    """
    work.actor.require(Permission.CALLS_MAKE)
    snapshot = await versions.current(work)
    plan = next((one for one in active_plans(snapshot) if one.code == plan_code), None)
    if plan is None:
        raise NotFound(field="planCode", what="call plan", id=plan_code)
    if not isinstance(plan.trigger, AfterReceipt | OnOccasion):
        raise PlanTakesNoOccasion(field="planCode", plan=plan.code)
    if not work.now - OLDEST <= happened_at <= work.now:
        raise OccasionTooOld(field="happenedAt")
    order = None if order_code is None else clean(order_code, field="orderCode", at_most=64)
    customer = await customers.lock(work, customer_id)
    _require_own_store(work, customer)
    occasion = happened_at.astimezone(work.zone).date()
    period = f"order/{order}" if order else f"day/{occasion.isoformat()}"
    call = await repository.of_period(work, plan.id, customer.id, period)
    if call is not None:
        return call
    if await repository.is_refused(work, customer.id):
        raise DoNotCall(field="customerId")
    days = await _window(work, snapshot, plan, plan.trigger.window, happened_at)
    if days[1] <= work.now:
        raise OccasionTooOld(field="happenedAt")
    wanted = _Wanted(plan, period, plan.trigger.channel, *days, order_code=order)
    return _plan(work, snapshot.version, customer.id, wanted)


def _plan(work: UnitOfWork, version: int, customer_id: UUID, wanted: _Wanted) -> PlannedCall:
    plan = wanted.plan
    call = new(
        PlannedCall, id=new_id(), customer_id=customer_id, plan_id=plan.id, period=wanted.period,
        configuration_version=version, group_id=plan.group_id, channel=wanted.channel, routine=plan.routine,
        state=CallState.DUE, not_before=wanted.not_before, due=wanted.due, attempts=0, order_code=wanted.order_code,
        ticket_id=wanted.ticket_id, created_at=work.now, revision=0, last_event_at=work.now,
    )  # fmt: skip
    work.track(call, new=True)
    told = CallPlanned(plan.id, customer_id, wanted.period, wanted.channel, wanted.not_before, wanted.due)
    work.record(call, told)
    work.add(call)
    return call


def _move(work: UnitOfWork, call: PlannedCall, not_before: datetime, due: datetime) -> None:
    """A complaint settled anew is asked about anew, unless somebody spoke with the customer about it."""
    if (call.not_before, call.due) == (not_before, due) or call.attempts:
        return
    if call.state == CallState.CANCELLED or call.state in OPEN:
        call.state, call.not_before, call.due, call.ended_at = CallState.DUE, not_before, due, None
        work.record(call, CallPostponed(not_before, due, "SETTLED_AGAIN"))


def _take_back(work: UnitOfWork, call: PlannedCall | None) -> None:
    if call is not None and call.state in OPEN:
        call.state, call.ended_at = CallState.CANCELLED, work.now
        work.record(call, CallCancelled("REOPENED"))


def _slots(
    snapshot: Snapshot, work: UnitOfWork
) -> Iterator[tuple[CallPlan, Slot, Sequence[ColumnElement[bool]]]]:
    """Each routine call that somebody is to get today, with the condition of who."""
    for plan in active_plans(snapshot):
        trigger = plan.trigger
        if isinstance(trigger, ByGrade):
            for grade in trigger.monthly:
                for slot in planning.slots(trigger, grade, work.today):
                    yield plan, slot, [Customer.grade == grade.value]
        elif isinstance(trigger, Quarterly):
            graded = [Customer.grade.in_([grade.value for grade in trigger.grades])] if trigger.grades else []
            for slot in planning.slots(trigger, next(iter(trigger.grades), None), work.today):
                yield plan, slot, [Customer.member_code.is_not(None), *graded]


async def _uncalled(
    work: UnitOfWork, plan: CallPlan, slot: Slot, who: Sequence[ColumnElement[bool]], *, most: int
) -> Sequence[UUID]:
    """Customers who can be called, did not refuse it, and have no call of this period."""
    called = exists().where(
        PlannedCall.plan_id == plan.id,
        PlannedCall.customer_id == Customer.id,
        PlannedCall.period == slot.period,
    )
    refused = exists().where(CallRefusal.customer_id == Customer.id)
    found = await work.session.scalars(
        select(Customer.id)
        .where(*who, Customer.phone_id.is_not(None), ~called, ~refused)
        .order_by(Customer.id)
        .limit(most)
    )
    return found.all()


async def _calendar(work: UnitOfWork, snapshot: Snapshot, plan: CallPlan) -> Calendar:
    hours = await work.resource(OpenHoursCache).of(work.session, snapshot)
    return hours.get(plan.calendar_id, snapshot.version)


async def _window(
    work: UnitOfWork, snapshot: Snapshot, plan: CallPlan, window: DayWindow, occasion: datetime
) -> tuple[datetime, datetime]:
    calendar = await _calendar(work, snapshot, plan)
    day = occasion.astimezone(work.zone).date()
    return planning.instants(*planning.window_days(window, day, calendar), calendar, work.zone)


def _complaints(snapshot: Snapshot) -> frozenset[UUID]:
    """The items whose tickets earn a call once they are settled."""
    named = [
        item_id
        for plan in active_plans(snapshot)
        if isinstance(plan.trigger, AfterComplaint)
        for item_id in plan.trigger.item_ids
    ]
    return Catalog.of(snapshot).below(named) if named else frozenset()


def _settles(event: LoggedEvent) -> bool:
    return TicketStatus.SOLVED in {event.data["before"], event.data["after"]}


def _require_own_store(work: UnitOfWork, customer: Customer) -> None:
    """An integration keeps within the stores of its token."""
    actor = work.actor
    bound = actor.kind is ActorKind.INTEGRATION and not actor.sees_all
    if bound and customer.store_code not in actor.store_codes:
        raise NotAllowed(field="customerId", permission=Permission.CALLS_MAKE.value)
