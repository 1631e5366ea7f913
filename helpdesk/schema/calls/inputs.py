"""Inputs about planned calls."""

from __future__ import annotations

from datetime import datetime

import strawberry

from helpdesk.calls.making import Report
from helpdesk.calls.scripts import Said
from helpdesk.schema.tickets.inputs import KEY, VERSION

CALL = "The call, `pcl_…`."


@strawberry.input(
    description="One step of a call: a node of the script and the answer to it, by their codes."
)
class CallStepInput:
    """A step."""

    node: str = strawberry.field(description="The node's code; the first is the script's first node.")
    answer: str = strawberry.field(description="The answer's code.")


@strawberry.input(description="An attempt at a call.")
class RecordCallInput:
    """What was said and what came of it."""

    call_id: strawberry.ID = strawberry.field(description=CALL)
    path: list[CallStepInput] = strawberry.field(
        description="The way through the plan's script; the last answer is the outcome."
    )
    notes: str = strawberry.field(
        default="",
        description="What else was said, at most 2,000 characters; the reason where it is DO_NOT_CALL.",
    )
    named_time: datetime | None = strawberry.field(
        default=None, description="When the customer wants to be called; needed for INCONVENIENT."
    )
    recording_reference: str | None = strawberry.field(
        default=None, description="Where the recording is, at most 200 characters."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def report(self) -> Report:
        """What the verb wants."""
        path = [Said(step.node, step.answer) for step in self.path]
        return Report(path, self.notes, self.named_time, self.recording_reference)


@strawberry.input(description="A call to put off.")
class PostponeCallInput:
    """Until when."""

    call_id: strawberry.ID = strawberry.field(description=CALL)
    until: datetime = strawberry.field(description="Not before this instant; within the call's window.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A customer who is not to be called again.")
class SetDoNotCallInput:
    """Who, and why."""

    customer_id: strawberry.ID = strawberry.field(description="The customer, `cus_…`.")
    reason: str = strawberry.field(
        description="What they said, at most 2,000 characters; kept out of the log."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="An occasion that earns a call: goods received, a trip ended.")
class PlanCallInput:
    """Whose occasion, and when it was. Give customerId, memberCode or phone."""

    plan_code: str = strawberry.field(description="The code of a plan that is told of occasions.")
    happened_at: datetime = strawberry.field(
        description="When it was; the plan's window counts from its day."
    )
    customer_id: strawberry.ID | None = strawberry.field(default=None, description="The customer, `cus_…`.")
    member_code: str | None = strawberry.field(
        default=None, description="Or their member code; a profile is made where there is none."
    )
    phone: str | None = strawberry.field(
        default=None, description="Or their number; a profile is made where there is none."
    )
    order_code: str | None = strawberry.field(
        default=None, description="The order: one call each. Without one, one call for a day."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
