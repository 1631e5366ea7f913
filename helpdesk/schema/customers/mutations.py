"""Mutations about customers."""

from __future__ import annotations

from typing import Any, cast

import strawberry
from strawberry import UNSET

from helpdesk.customers import profiles
from helpdesk.customers.profiles import CustomerChanges
from helpdesk.events.work import UnitOfWork
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.customers.types import Customer
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.sources import CUSTOMERS
from helpdesk.schema.tickets.inputs import KEY, VERSION
from helpdesk.tickets import erasing

_CHANGEABLE = ("name", "phone", "member_code", "store_code", "grade", "note")
STAYS = "Left out it stays; null clears it."


@strawberry.input(description="What is to change about a customer. What is left out stays.")
class UpdateCustomerInput:
    """Changes to a profile."""

    customer_id: strawberry.ID = strawberry.field(description="The customer, `cus_…`.")
    name: str | None = strawberry.field(default=UNSET, description=f"The name. {STAYS}")
    phone: str | None = strawberry.field(
        default=UNSET, description=f"The phone number in any form; +86 by default. {STAYS}"
    )
    member_code: str | None = strawberry.field(
        default=UNSET, description=f"The platform's member code (会员编号). {STAYS}"
    )
    store_code: str | None = strawberry.field(
        default=UNSET, description=f"The store that looks after them. {STAYS}"
    )
    grade: Grade | None = strawberry.field(default=UNSET, description=f"The customer grade. {STAYS}")
    note: str | None = strawberry.field(
        default=UNSET, description=f"What to remember, at most 2,000 characters. {STAYS}"
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
    stated: strawberry.Private[tuple[str, ...] | None] = None

    def __post_init__(self) -> None:
        """Tell what was left out from what is to be cleared, in values that an idempotency key can hash."""
        if self.stated is not None:
            return  # a copy
        self.stated = tuple(name for name in _CHANGEABLE if getattr(self, name) is not UNSET)
        for name in set(_CHANGEABLE) - set(self.stated):
            setattr(self, name, None)

    def changes(self) -> CustomerChanges:
        """The fields that were given."""
        given: dict[str, Any] = {name: getattr(self, name) for name in self.stated or ()}
        if "note" in given:
            given["note"] = given["note"] or ""
        return cast("CustomerChanges", given)


@strawberry.input(description="Who is on the phone (来电弹屏).")
class IdentifyCallerInput:
    """The caller's number."""

    phone: str = strawberry.field(description="The number in any form; +86 by default.")
    name: str | None = strawberry.field(
        default=None, description="The caller's name; counts only where the number is new."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A person who is to be forgotten.")
class EraseCustomerInput:
    """Whose data is to be deleted."""

    customer_id: strawberry.ID = strawberry.field(description="The customer, `cus_…`.")
    reason: str = strawberry.field(
        description="Why, 1 to 500 characters. It is kept with the erasure, not in the event log."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class _OfCustomer(Payload):
    @strawberry.field(
        description="The customer, `tickets` being their service history; null when nothing was changed, or without "
        "`customer.read`."
    )
    def customer(self) -> Customer | None:
        """The profile."""
        return cast("Customer | None", self.row(CUSTOMERS, "customer"))


@strawberry.type(description="What updateCustomer answers with.")
class UpdateCustomerPayload(_OfCustomer):
    """The customer."""


@strawberry.type(description="What identifyCaller answers with.")
class IdentifyCallerPayload(_OfCustomer):
    """The customer."""


@strawberry.type(description="What eraseCustomer answers with.")
class EraseCustomerPayload(_OfCustomer):
    """The customer."""


async def update_customer(work: UnitOfWork, input: UpdateCustomerInput) -> Outcome:
    changed = await profiles.update_customer(
        work,
        customer_id=needed("cus", input.customer_id, "customerId"),
        changes=input.changes(),
        expected_version=input.expected_version,
    )
    return {"customer": changed.id}


async def identify_caller(work: UnitOfWork, input: IdentifyCallerInput) -> Outcome:
    return {"customer": (await profiles.found_or_made_by_phone(work, input.phone, input.name)).id}


async def erase_customer(work: UnitOfWork, input: EraseCustomerInput) -> Outcome:
    erased = await erasing.erase_customer(
        work,
        customer_id=needed("cus", input.customer_id, "customerId"),
        reason=input.reason,
        expected_version=input.expected_version,
    )
    return {"customer": erased.id}


@strawberry.type
class CustomerMutations:
    """Mutations about customers."""

    update_customer = change(
        update_customer,
        payload=UpdateCustomerPayload,
        description="Change a customer's profile. Needs `customer.write`. Events: customer.updated.",
    )
    identify_caller = change(
        identify_caller,
        payload=IdentifyCallerPayload,
        description="Find the customer who calls from a number (来电弹屏), or make a profile when nobody has it; "
        "link the call to one of their open tickets or submit a new one. Needs `customer.write` or "
        "`ticket.submit_for_others`. Events: customer.made.",
    )
    erase_customer = change(
        erase_customer,
        payload=EraseCustomerPayload,
        description="Delete for good what is kept of a person: number, name and note, the masked values of their "
        "tickets and all files on these, notes of calls. Their tickets must have ended. Needs `privacy.erase`. Events: "
        "customer.erased, privacy.values_erased, planned_call.cancelled.",
    )
