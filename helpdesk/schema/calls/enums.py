"""Enums of calls: the domain's own, described."""

from __future__ import annotations

from enum import Enum

import strawberry

from helpdesk.calls.outcomes import CallOutcome, CallState
from helpdesk.calls.plans import CallChannel, Counting

strawberry.enum(CallChannel, description="How the customer is spoken to.")
strawberry.enum(
    CallState,
    description="Where a planned call stands: DUE, POSTPONED to a named time, DONE, MISSED (its window passed or its "
    "attempts were used up), CANCELLED.",
)
strawberry.enum(
    CallOutcome,
    description="What came of an attempt. REACHED, SATISFIED, UNSATISFIED, NOT_RECEIVED, DAMAGED and DO_NOT_CALL are "
    "of customers who were reached; after NOT_REACHED, OUT and INCONVENIENT they are called again; SENT is of an SMS.",
)
strawberry.enum(
    Counting, name="DayCounting", description="Which days count: every one, or those that open in a calendar."
)


@strawberry.enum(description="On what occasion a plan calls.")
class CallTrigger(Enum):
    """The kinds of triggers, by their names in documents."""

    GRADE = strawberry.enum_value("GRADE", description="So often a month, by the customer's grade.")
    QUARTERLY = strawberry.enum_value("QUARTERLY", description="Once a quarter, every member.")
    AFTER_COMPLAINT = strawberry.enum_value(
        "AFTER_COMPLAINT", description="After a ticket of certain service items was solved."
    )
    AFTER_RECEIPT = strawberry.enum_value(
        "AFTER_RECEIPT", description="After goods were received, as `planCall` tells."
    )
    OCCASION = strawberry.enum_value(
        "OCCASION", description="After something else, as `planCall` tells: the end of a trip."
    )


__all__ = ["CallChannel", "CallOutcome", "CallState", "CallTrigger", "Counting"]
