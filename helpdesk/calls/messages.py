"""Calls that are sent by SMS: claimed with a lease, sent while no transaction is open, settled.

That it is handed over is written before: what may have been sent is not sent again, whoever died in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calls import repository
from helpdesk.calls.events import CallCancelled, CallSent
from helpdesk.calls.models import CallAttempt, PlannedCall
from helpdesk.calls.outcomes import OPEN, CallOutcome, CallState
from helpdesk.calls.plans import CALL_PLAN, CallChannel
from helpdesk.configuration.versions import Configurations
from helpdesk.customers import phones
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import wording
from helpdesk.kit.ids import new_id
from helpdesk.sla.open_hours import OpenHoursCache

MOST = 50
MAY_BE_SENT = "MAY_BE_SENT"


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent to whom. The number and the text are personal data: they go to the provider alone."""

    to: str
    text: str
    id: str


async def claim(work: UnitOfWork, *, lease: timedelta) -> list[UUID]:
    """Lease messages that are due and may be sent at this hour; at most 50."""
    due = await work.session.scalars(
        select(PlannedCall)
        .where(
            PlannedCall.state.in_(OPEN), PlannedCall.channel == CallChannel.SMS,
            PlannedCall.not_before <= work.now, PlannedCall.due > work.now, repository.unleased(work.now),
        )
        .order_by(PlannedCall.not_before, PlannedCall.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    claimed = []
    for call in due:
        snapshot = await work.resource(Configurations).get(work.session, call.configuration_version)
        hours = await work.resource(OpenHoursCache).of(work.session, snapshot)
        calendar = hours.get(snapshot.of(CALL_PLAN)[call.plan_id].calendar_id, snapshot.version)
        try:
            opening = calendar.next_opening(work.now)
        except NoOpenTime:
            opening = call.due
        if opening > work.now:
            call.leased_until = opening
        else:
            call.leased_until = work.now + lease
            claimed.append(call.id)
    return claimed


async def message(work: UnitOfWork, *, call_id: UUID) -> Message | None:
    """What a leased call says, which is being sent from now on; None when it is over.

    It ends here when there is no number, and when it was handed over before and nobody knows what came of it.
    """
    call = await repository.lock(work, call_id)
    if call.state not in OPEN:
        return None
    if call.handed_over_at is not None:
        _cancel(work, call, MAY_BE_SENT)
        return None
    snapshot = await work.resource(Configurations).get(work.session, call.configuration_version)
    text = snapshot.of(CALL_PLAN)[call.plan_id].message
    customer = await work.session.get_one(Customer, call.customer_id)
    phone = await phones.opened(work, customer)
    if phone is None or text is None:
        _cancel(work, call, "NO_PHONE")
        return None
    call.handed_over_at = work.now
    filled = _filled(text.zh, customer, call, work)
    return Message(phone, filled, call.id.hex)


async def sent(work: UnitOfWork, *, call_id: UUID) -> bool:
    """Record that the provider took the message; whether it was not recorded before."""
    call = await repository.lock(work, call_id)
    if call.state not in OPEN:
        return False
    attempt = CallAttempt(
        id=new_id(), call_id=call.id, at=work.now, agent_id=None, path=[], outcome=CallOutcome.SENT, notes="",
        named_time=None, recording_reference=None,
    )  # fmt: skip
    work.session.add(attempt)
    call.state, call.outcome, call.ended_at = CallState.DONE, CallOutcome.SENT, work.now
    call.attempts += 1
    call.leased_until = None
    work.record(call, CallSent(attempt.id))
    return True


async def not_taken(work: UnitOfWork, *, call_id: UUID) -> None:
    """The provider did not take it, for sure: it is tried again when its lease runs out."""
    call = await repository.lock(work, call_id)
    call.handed_over_at = None


async def in_doubt(work: UnitOfWork, *, call_id: UUID) -> bool:
    """Nobody knows whether the provider took it: it is not sent again; whether that ended it."""
    call = await repository.lock(work, call_id)
    if call.state not in OPEN:
        return False
    _cancel(work, call, MAY_BE_SENT)
    return True


def _cancel(work: UnitOfWork, call: PlannedCall, why: str) -> None:
    call.state, call.ended_at = CallState.CANCELLED, work.now
    work.record(call, CallCancelled(why))


def _filled(text: str, customer: Customer, call: PlannedCall, work: UnitOfWork) -> str:
    values = {
        "customer": customer.name or "", "member_code": customer.member_code or "", "agent": "", "group": "",
        "order_code": call.order_code or "", "date": work.today.isoformat(),
    }  # fmt: skip
    return wording.filled(text, values)
