"""Recognising callers and keeping their profiles.

A caller is recognised by phone number (来电弹屏), a member by member code; who is unknown gets a profile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.customers import phones, repository
from helpdesk.customers.errors import MemberCodeTaken, Unrecognisable
from helpdesk.customers.events import CustomerMade, CustomerUpdated
from helpdesk.customers.models import Customer, Grade
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import text
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import InvalidValue, NotAllowed
from helpdesk.kit.pipeline import Rows
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.vault import Vault


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer as read."""

    id: UUID
    name: str | None
    phone_masked: str | None
    member_code: str | None
    store_code: str | None
    grade: Grade | None
    note: str
    revision: int


class CustomerChanges(TypedDict, total=False):
    """The fields to change; those left out stay. None clears a field (`note`: an empty text)."""

    name: str | None
    phone: str | None
    member_code: str | None
    store_code: str | None
    grade: Grade | None
    note: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Somebody to be found or made: what they are recognised by, and what counts only when they are made."""

    key: repository.Recognition
    name: str | None = None
    store_code: str | None = None


async def found_or_made_by_phone(work: UnitOfWork, phone: str, name: str | None = None) -> Customer:
    """The profile with this phone number, made when nobody has it. Raises as `by_phone`."""
    return await _found_or_made(work, by_phone(work.actor, phone, name))


async def found_or_made_by_member(
    work: UnitOfWork, member_code: str, name: str | None = None, store_code: str | None = None
) -> Customer:
    """The profile of a member, made when there is none. Raises as `by_member`."""
    return await _found_or_made(work, by_member(work.actor, member_code, name, store_code))


def by_phone(actor: Actor, phone: str, name: str | None = None) -> Recognised:
    """Who has this phone number; `name` counts only when nobody has it yet.

    For who takes requests for others. Raises InvalidValue when it is no phone number.
    """
    _require_either(actor, Permission.CUSTOMER_WRITE, Permission.TICKET_SUBMIT_FOR_OTHERS)
    number = text.phone(phone, field="phone")
    return Recognised(repository.Recognition("phone", number), name)


def by_member(
    actor: Actor, member_code: str, name: str | None = None, store_code: str | None = None
) -> Recognised:
    """Who has this member code; `name` and `store_code` count only when nobody has it yet.

    For the member, for stores (that it is a member of theirs is the platform's to say), and for who takes
    requests for others.
    """
    if actor.kind in {ActorKind.MEMBER, ActorKind.STORE_MANAGER}:
        actor.require(Permission.TICKET_SUBMIT)
        if actor.kind is ActorKind.MEMBER and member_code != actor.member_code:
            raise NotAllowed(field="memberCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
    else:
        _require_either(actor, Permission.CUSTOMER_WRITE, Permission.TICKET_SUBMIT_FOR_OTHERS)
    code = text.clean(member_code, field="memberCode", at_most=100)
    return Recognised(repository.Recognition("member_code", code), name, store_code)


async def taken(work: UnitOfWork, who: Recognised, answer: Rows) -> Customer:
    """The profile in the answer to `who.key.look`, made when there is none. Raises InvalidValue."""
    name = store_code = None
    if not answer:
        name = _optional(who.name, field="name", at_most=100)
        store_code = _optional(who.store_code, field="storeCode", at_most=100)
    customer, is_new = await repository.found_or_inserted(
        work, who.key, answer, name=name, store_code=store_code
    )
    if is_new:
        work.record(customer, CustomerMade(by=who.key.by))
        repository.keep_told(work, customer)
    return customer


async def _found_or_made(work: UnitOfWork, who: Recognised) -> Customer:
    [answer] = await work.exchange(who.key.look(work.resource(Vault)))
    return await taken(work, who, answer)


async def update_customer(
    work: UnitOfWork,
    *,
    customer_id: UUID,
    changes: CustomerChanges,
    expected_version: int | None = None,
) -> Customer:
    """Change a profile.

    Raises NotFound, StaleVersion, InvalidValue, PhoneTaken, MemberCodeTaken, Unrecognisable.
    """
    work.actor.require(Permission.CUSTOMER_WRITE)
    cleaned = {name: _CLEAN[name](value) for name, value in changes.items()}
    customer = await repository.lock(work, customer_id, expected_version=expected_version)
    changed = [name for name, value in cleaned.items() if name != PHONE and getattr(customer, name) != value]
    if PHONE in cleaned and await phones.differs(work, customer, cleaned[PHONE]):
        await phones.replace(work, customer, cleaned[PHONE])
        changed.append(PHONE)
    for name in changed:
        if name != PHONE:
            setattr(customer, name, cleaned[name])
    if customer.phone_id is None and customer.member_code is None:
        raise Unrecognisable(field="phone")
    if changed:
        await work.flush(uq_customers_member_code=MemberCodeTaken(field="memberCode"))
        work.record(customer, CustomerUpdated(sorted(changed)))
    return customer


async def find(
    connection: AsyncConnection | AsyncSession,
    vault: Vault,
    actor: Actor,
    *,
    phone: str | None = None,
    member_code: str | None = None,
) -> Profile | None:
    """The customer with this phone number or member code; give one. Members find only themselves.

    Raises NotAllowed and InvalidValue.
    """
    if not (actor.kind is ActorKind.MEMBER and phone is None and member_code == actor.member_code):
        actor.require(Permission.CUSTOMER_READ)
    if (phone is None) is (member_code is None):
        raise InvalidValue("phone", "Give phone or memberCode.", "请提供 phone 或 memberCode 其中之一。")
    if phone is not None:
        query = with_phone(vault, text.phone(phone, field="phone"))
    else:
        code = text.clean(member_code or "", field="memberCode", at_most=100)
        query = select(*_COLUMNS).where(Customer.member_code == code)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    values: dict[str, Any] = dict(zip(Profile.__slots__, row, strict=True))
    return Profile(**values | {"grade": row.grade and Grade(row.grade)})


def with_phone(vault: Vault, number: str) -> Select[Any]:
    """The profile that a number (E.164) recognises."""
    own = (Customer.id == SealedValue.subject_id) & (Customer.phone_id == SealedValue.id)
    return select(*_COLUMNS).join(SealedValue, own).where(phones.has(vault, number))


def _require_either(actor: Actor, first: Permission, second: Permission) -> None:
    if not actor.may(second):
        actor.require(first)


def _optional(value: str | None, *, field: str, at_most: int) -> str | None:
    return None if value is None else text.clean(value, field=field, at_most=at_most, required=False) or None


PHONE: Final = "phone"
_COLUMNS: Final = tuple(getattr(Customer, name) for name in Profile.__slots__)
_CLEAN: Final[dict[str, Callable[[Any], str | None]]] = {
    "name": lambda value: _optional(value, field="name", at_most=100),
    "phone": lambda value: None if value is None else text.phone(value, field="phone"),
    "member_code": lambda value: _optional(value, field="memberCode", at_most=100),
    "store_code": lambda value: _optional(value, field="storeCode", at_most=100),
    "grade": lambda value: None if value is None else Grade(value).value,
    "note": lambda value: text.clean(value, field="note", at_most=2000, required=False),
}
