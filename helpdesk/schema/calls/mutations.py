"""Mutations about planned calls: each opens nothing, decides nothing, calls one verb."""

from __future__ import annotations

from typing import cast
from uuid import UUID

import strawberry

from helpdesk.calls import generation, making, refusing
from helpdesk.customers import profiles
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import InvalidValue
from helpdesk.schema.calls import inputs
from helpdesk.schema.calls.types import PlannedCall
from helpdesk.schema.customers.types import Customer
from helpdesk.schema.fields import needed, optional
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.sources import CALLS, CUSTOMERS


@strawberry.type
class _OfCall(Payload):
    @strawberry.field(
        description="The call as it is after the change; null when nothing was changed, or it is out of sight."
    )
    def call(self) -> PlannedCall | None:
        """The call."""
        return cast("PlannedCall | None", self.row(CALLS, "call"))


@strawberry.type(description="What recordCall answers with.")
class RecordCallPayload(_OfCall):
    """The call."""


@strawberry.type(description="What postponeCall answers with.")
class PostponeCallPayload(_OfCall):
    """The call."""


@strawberry.type(description="What planCall answers with.")
class PlanCallPayload(_OfCall):
    """The call."""


@strawberry.type(description="What setDoNotCall answers with.")
class SetDoNotCallPayload(Payload):
    """The customer."""

    @strawberry.field(description="The customer; null when nothing was changed, or without `customer.read`.")
    def customer(self) -> Customer | None:
        """The profile."""
        return cast("Customer | None", self.row(CUSTOMERS, "customer"))


async def record_call(work: UnitOfWork, input: inputs.RecordCallInput) -> Outcome:
    call = await making.record(
        work,
        call_id=needed("pcl", input.call_id, "callId"),
        report=input.report(),
        expected_version=input.expected_version,
    )
    return {"call": call.id}


async def postpone_call(work: UnitOfWork, input: inputs.PostponeCallInput) -> Outcome:
    call = await making.postpone(
        work,
        call_id=needed("pcl", input.call_id, "callId"),
        until=input.until,
        expected_version=input.expected_version,
    )
    return {"call": call.id}


async def set_do_not_call(work: UnitOfWork, input: inputs.SetDoNotCallInput) -> Outcome:
    customer = await refusing.do_not_call(
        work,
        customer_id=needed("cus", input.customer_id, "customerId"),
        reason=input.reason,
        expected_version=input.expected_version,
    )
    return {"customer": customer.id}


async def plan_call(work: UnitOfWork, input: inputs.PlanCallInput) -> Outcome:
    customer_id = optional("cus", input.customer_id, "customerId")
    if sum(given is not None for given in (customer_id, input.member_code, input.phone)) != 1:
        raise InvalidValue(
            "customerId",
            "Give customerId, memberCode or phone.",
            "请提供 customerId、memberCode 或 phone 其中之一。",
        )
    if input.member_code is not None:
        customer_id = (await profiles.found_or_made_by_member(work, input.member_code)).id
    if input.phone is not None:
        customer_id = (await profiles.found_or_made_by_phone(work, input.phone)).id
    call = await generation.plan_call(
        work,
        plan_code=input.plan_code,
        customer_id=cast("UUID", customer_id),
        happened_at=input.happened_at,
        order_code=input.order_code,
    )
    return {"call": call.id}


@strawberry.type
class CallMutations:
    """Mutations about planned calls."""

    record_call = change(
        record_call,
        payload=RecordCallPayload,
        description="Record an attempt at a call. NOT_REACHED: again after the plan's time, as often as the plan says. "
        "OUT, INCONVENIENT: at the time they named; out without one, at 10:00 of the next day. NOT_RECEIVED, DAMAGED: "
        "a courier check opens that must answer the customer. DO_NOT_CALL: ends the customer's routine calls. Needs "
        "`calls.make`. Events: planned_call.attempted, planned_call.missed, planned_call.cancelled, "
        "customer.do_not_call_set, ticket.submitted, ticket.linked.",
    )
    postpone_call = change(
        postpone_call,
        payload=PostponeCallPayload,
        description="Put a call off within its window; only the time that a customer names (`recordCall`) goes beyond "
        "it. Needs `calls.make`. Events: planned_call.postponed.",
    )
    set_do_not_call = change(
        set_do_not_call,
        payload=SetDoNotCallPayload,
        description="End a customer's routine calls for good, with the reason. Needs `calls.make`. "
        "Events: customer.do_not_call_set, planned_call.cancelled.",
    )
    plan_call = change(
        plan_call,
        payload=PlanCallPayload,
        description="Tell of an occasion that earns a call, as goods received; told twice, it is planned once. Needs "
        "`calls.make`; with memberCode or phone also what making a profile needs. Events: planned_call.planned, "
        "customer.made.",
    )
