"""A customer's phone number: sealed, shown as its mask, recognised by its keyed hash (docs/domain.md §1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, any_, literal, select

from helpdesk.customers.errors import PhoneTaken
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.pipeline import Call, Prepared
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.vault import Vault

SUBJECT = "customer"
_TURN = Prepared("SELECT pg_advisory_xact_lock($1::bigint)")


def row(vault: Vault, customer_id: UUID, number: str, *, at: datetime) -> dict[str, Any]:
    """The sealed value by which a customer is recognised."""
    return vault.row(ValueKind.PHONE, number, SUBJECT, customer_id, at=at, recognises=True)


def turn(vault: Vault, number: str) -> Call | None:
    """The statement that waits for whoever else gives this number to somebody just now, until their change is over.

    While lookup keys are being changed one number has several hashes, and no index holds it to one customer;
    otherwise nobody needs to wait.
    """
    lookups = vault.lookups(ValueKind.PHONE, number)
    return _TURN(int.from_bytes(min(lookups)[:8], signed=True)) if len(lookups) > 1 else None


def has(vault: Vault, number: str) -> ColumnElement[bool]:
    """Whether a sealed value recognises by this number."""
    return (
        (SealedValue.lookup == any_(literal(vault.lookups(ValueKind.PHONE, number), ARRAY(LargeBinary))))
        & (SealedValue.kind == ValueKind.PHONE.value)
        & (SealedValue.subject_kind == SUBJECT)
        & SealedValue.recognises
    )


async def differs(work: UnitOfWork, customer: Customer, number: str | None) -> bool:
    """Whether the customer has another number, or none, or is to have none."""
    if number is None or customer.phone_id is None:
        return number is not None or customer.phone_id is not None
    same = select(SealedValue.id).where(
        SealedValue.id == customer.phone_id, has(work.resource(Vault), number)
    )
    return await work.session.scalar(same) is None


async def replace(work: UnitOfWork, customer: Customer, number: str | None) -> None:
    """Delete a locked customer's number for good and keep the new one. Raises PhoneTaken."""
    vault = work.resource(Vault)
    if customer.phone_id is not None:
        await vault.erase(work, [customer.phone_id])
    if number is None:
        customer.phone_id = customer.phone_masked = None
        return
    waiting = turn(vault, number)
    if waiting is not None:
        await work.exchange(waiting)
        if await work.session.scalar(select(SealedValue.id).where(has(vault, number))) is not None:
            raise PhoneTaken(field="phone")
    sealed = vault.seal(
        work, ValueKind.PHONE, number, subject_kind=SUBJECT, subject_id=customer.id, recognises=True
    )
    await work.flush(uq_sealed_values_recognising=PhoneTaken(field="phone"))
    customer.phone_id, customer.phone_masked = sealed.id, sealed.masked


async def opened(work: UnitOfWork, customer: Customer) -> str | None:
    """The number in clear, for what cannot be done without it; None where there is none."""
    if customer.phone_id is None:
        return None
    return (await work.resource(Vault).open(work, [customer.phone_id]))[customer.phone_id]
