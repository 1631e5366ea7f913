"""SQL of customer profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, select

from helpdesk.customers.models import Customer
from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound
from helpdesk.kit.pipeline import Call, Prepared, Rows


async def lock(work: UnitOfWork, customer_id: UUID, *, expected_version: int | None = None) -> Customer:
    """Lock a profile. Raises NotFound and StaleVersion."""
    customer = await _locked(work, Customer.id == customer_id)
    if customer is None:
        raise NotFound(field="customerId", what="customer", id=ids.encode("cus", customer_id))
    work.track(customer, expected_version=expected_version)
    return customer


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a customer is recognised by: a phone number or a member code."""

    by: Literal["phone", "member_code"]
    value: str

    def look(self) -> Call:
        """The question for the profile, which it locks."""
        return _LOCKED[self.by](self.value)


async def found_or_inserted(
    work: UnitOfWork, recognised: Recognition, answer: Rows, *, name: str | None, store_code: str | None
) -> tuple[Customer, bool]:
    """The profile in the answer to `look`, or one made just now with what is known; whether it was made.

    Two that come at once make one profile: the later waits for the earlier and finds what it made.
    """
    is_new = False
    while not answer:
        inserted, answer = await work.exchange(
            _INSERT[recognised.by](ids.new_id(), recognised.value, name, store_code, work.now),
            recognised.look(),
        )
        is_new = bool(inserted)
    customer = new(Customer, **dict(zip(_COLUMNS, answer[0], strict=True)))
    work.track(customer, new=is_new)
    return customer, is_new


def keep_told(work: UnitOfWork, customer: Customer) -> None:
    """Keep the revision that telling of the profile raised."""
    work.later(_TOLD(customer.id, customer.revision, customer.last_event_at))


_COLUMNS = tuple(column.key for column in Customer.__table__.columns)
_LOCKED = {
    by: Prepared(f"SELECT {', '.join(_COLUMNS)} FROM customers WHERE {by} = $1 FOR NO KEY UPDATE")  # noqa: S608
    for by in ("phone", "member_code")
}
_INSERT = {
    by: Prepared(
        f"INSERT INTO customers (id, {by}, name, store_code, note, created_at, revision, last_event_at)"  # noqa: S608
        " VALUES ($1::uuid, $2, $3, $4, '', $5::timestamptz, 0, $5::timestamptz)"
        f" ON CONFLICT ({by}) DO NOTHING RETURNING true"
    )
    for by in ("phone", "member_code")
}
_TOLD = Prepared(
    "UPDATE customers SET revision = $2::bigint, last_event_at = $3::timestamptz WHERE id = $1::uuid"
)


async def _locked(work: UnitOfWork, *key: ColumnElement[bool]) -> Customer | None:
    found: Any = await work.session.scalar(
        select(Customer).where(*key).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    return found if isinstance(found, Customer) else None
