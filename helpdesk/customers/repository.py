"""SQL of customer profiles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert

from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound


async def lock(work: UnitOfWork, customer_id: UUID, *, expected_version: int | None = None) -> Customer:
    """Lock a profile. Raises NotFound and StaleVersion."""
    customer = await _locked(work, Customer.id == customer_id)
    if customer is None:
        raise NotFound(field="customerId", what="customer", id=ids.encode("cus", customer_id))
    work.track(customer, expected_version=expected_version)
    return customer


async def lock_or_insert(work: UnitOfWork, **recognised_by: str) -> tuple[Customer, bool]:
    """The profile with this phone or member code, locked, and whether it was made just now.

    Two that come at once make one profile: the later waits for the earlier and finds what it made.
    """
    key = [getattr(Customer, name) == value for name, value in recognised_by.items()]
    customer = await _locked(work, *key)
    is_new = False
    while customer is None:
        made = (
            insert(Customer)
            .values(
                id=ids.new_id(), note="", created_at=work.now, revision=0, last_event_at=work.now,
                **recognised_by,
            )
            .on_conflict_do_nothing(index_elements=list(recognised_by))
            .returning(Customer.id)
        )  # fmt: skip
        is_new = await work.session.scalar(made) is not None
        customer = await _locked(work, *key)
    work.track(customer, new=is_new)
    return customer, is_new


async def _locked(work: UnitOfWork, *key: ColumnElement[bool]) -> Customer | None:
    found: Any = await work.session.scalar(
        select(Customer).where(*key).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    return found if isinstance(found, Customer) else None
