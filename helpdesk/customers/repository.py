"""SQL of customer profiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, select

from helpdesk.customers import phones
from helpdesk.customers.models import Customer
from helpdesk.events.rows import as_json, new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound
from helpdesk.kit.pipeline import Call, Prepared, Rows, byte_array
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import KEPT_ONCE, Vault


async def lock(work: UnitOfWork, customer_id: UUID, *, expected_version: int | None = None) -> Customer:
    """Lock a profile. Raises NotFound and StaleVersion."""
    customer = await _locked(work, Customer.id == customer_id)
    if customer is None:
        raise NotFound(field="customerId", what="customer", id=ids.encode("cus", customer_id))
    work.track(customer, expected_version=expected_version)
    return customer


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a customer is recognised by: a phone number (E.164) or a member code."""

    by: Literal["phone", "member_code"]
    value: str = field(repr=False)

    def look(self, vault: Vault) -> Call:
        """The question for the profile, which it locks."""
        if self.by == "phone":
            return _LOCKED_BY_PHONE(byte_array(vault.lookups(ValueKind.PHONE, self.value)))
        return _LOCKED_BY_MEMBER(self.value)

    def turn(self, vault: Vault) -> Call | None:
        """What to wait for before a profile is made, if anything."""
        return phones.turn(vault, self.value) if self.by == "phone" else None

    def made(self, work: UnitOfWork, *, name: str | None, store_code: str | None) -> Call:
        """The statement that makes a profile, unless somebody has one meanwhile."""
        customer_id, vault = ids.new_id(), work.resource(Vault)
        if self.by == "phone":
            sealed = as_json([phones.row(vault, customer_id, self.value, at=work.now)])
            return _MADE_BY_PHONE(sealed, name, store_code, work.now)
        return _MADE_BY_MEMBER(customer_id, self.value, name, store_code, work.now)


async def found_or_inserted(
    work: UnitOfWork, recognised: Recognition, answer: Rows, *, name: str | None, store_code: str | None
) -> tuple[Customer, bool]:
    """The profile in the answer to `look`, or one made just now with what is known; whether it was made.

    Two that come at once make one profile: the later waits for the earlier and finds what it made.
    """
    is_new, vault = False, work.resource(Vault)
    turn = None if answer else recognised.turn(vault)
    if turn is not None:
        _, answer = await work.exchange(turn, recognised.look(vault))
    while not answer:
        inserted, answer = await work.exchange(
            recognised.made(work, name=name, store_code=store_code), recognised.look(vault)
        )
        is_new = bool(inserted)
    customer = new(Customer, **dict(zip(_COLUMNS, answer[0], strict=True)))
    work.track(customer, new=is_new)
    return customer, is_new


def keep_told(work: UnitOfWork, customer: Customer) -> None:
    """Keep the revision that telling of the profile raised."""
    work.later(_TOLD(customer.id, customer.revision, customer.last_event_at))


_COLUMNS = tuple(column.key for column in Customer.__table__.columns)
_READ = ", ".join(f"customers.{name}" for name in _COLUMNS)
_LOCKED_BY_MEMBER = Prepared(f"SELECT {_READ} FROM customers WHERE member_code = $1 FOR NO KEY UPDATE")  # noqa: S608
_LOCKED_BY_PHONE = Prepared(
    f"SELECT {_READ} FROM sealed_values AS value"  # noqa: S608 - names of columns
    " JOIN customers ON customers.id = value.subject_id AND customers.phone_id = value.id"
    f" WHERE value.lookup = ANY($1::bytea[]) AND value.kind = '{ValueKind.PHONE}'"
    f" AND value.subject_kind = '{phones.SUBJECT}' AND value.recognises"
    " FOR NO KEY UPDATE OF customers"
)
_MADE_BY_MEMBER = Prepared(
    "INSERT INTO customers (id, member_code, name, store_code, note, created_at, revision, last_event_at)"
    " VALUES ($1::uuid, $2, $3, $4, '', $5::timestamptz, 0, $5::timestamptz)"
    " ON CONFLICT (member_code) DO NOTHING RETURNING true"
)
_MADE_BY_PHONE = Prepared(
    f"WITH sealed AS ({KEPT_ONCE})"  # noqa: S608 - a statement of our own
    " INSERT INTO customers"
    " (id, phone_id, phone_masked, name, store_code, note, created_at, revision, last_event_at)"
    " SELECT subject_id, id, masked, $2, $3, '', $4::timestamptz, 0, $4::timestamptz FROM sealed RETURNING true"
)
_TOLD = Prepared(
    "UPDATE customers SET revision = $2::bigint, last_event_at = $3::timestamptz WHERE id = $1::uuid"
)


async def _locked(work: UnitOfWork, *key: ColumnElement[bool]) -> Customer | None:
    found: Any = await work.session.scalar(
        select(Customer).where(*key).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    return found if isinstance(found, Customer) else None
