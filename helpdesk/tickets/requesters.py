"""For whom a ticket is: members for themselves, store managers for their store and its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from helpdesk.customers import profiles
from helpdesk.customers.models import Customer
from helpdesk.customers.profiles import Recognised
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import NotAllowed
from helpdesk.kit.text import clean
from helpdesk.tickets.errors import RequesterRequired

CODE_LENGTH = 64


class Naming(Protocol):
    """What a submission says about its requester."""

    @property
    def store_code(self) -> str | None:
        """The store that it is for."""
        ...

    @property
    def member_code(self) -> str | None:
        """The member that it is for, or about."""
        ...

    @property
    def phone(self) -> str | None:
        """The caller's number."""
        ...

    @property
    def customer_name(self) -> str | None:
        """The caller's name, for a new profile."""
        ...


@dataclass(frozen=True, slots=True)
class Requester:
    """For whom the ticket is."""

    kind: ActorKind
    key: str
    store_code: str | None
    member_code: str | None
    customer: Customer | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """The requester as the actor names them; `who` is the customer to be found or made, if there is one.

    A named store or member counts before what the profile says. Without a `key` of their own they are known
    by their profile.
    """

    kind: ActorKind
    key: str | None
    store_code: str | None = None
    member_code: str | None = None
    who: Recognised | None = None

    def as_known(self, customer: Customer | None) -> Requester:
        """The requester, once their profile is there (None where there is none to be)."""
        if customer is None or self.kind is ActorKind.STORE_MANAGER:
            return Requester(self.kind, self.key or "", self.store_code, self.member_code, customer)
        member = self.member_code or customer.member_code
        store = self.store_code or customer.store_code
        key = self.key or (f"member:{member}" if member else f"customer:{customer.id.hex}")
        return Requester(self.kind, key, store, member, customer)


def named(actor: Actor, submission: Naming) -> Named:
    """Whom a submission is for, if this actor may say so. Raises NotAllowed, RequesterRequired, InvalidValue."""
    member = code(submission.member_code, "memberCode")
    store = code(submission.store_code, "requester.storeCode")
    if actor.kind is ActorKind.MEMBER:
        if member not in {None, actor.member_code} or store or submission.phone:
            raise NotAllowed(field="memberCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
        who = profiles.by_member(actor, actor.member_code or "")
        return Named(actor.kind, actor.key, None, actor.member_code, who)
    if actor.kind is ActorKind.STORE_MANAGER:
        if store not in {None, actor.store_code} or submission.phone:
            raise NotAllowed(
                field="requester.storeCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value
            )
        found = profiles.by_member(actor, member, store_code=actor.store_code) if member else None
        return Named(actor.kind, actor.key, actor.store_code, member, found)
    return _on_behalf(actor, submission, store, member)


def _on_behalf(actor: Actor, submission: Naming, store: str | None, member: str | None) -> Named:
    """An agent or integration submits for somebody. An integration keeps within the stores of its token."""
    actor.require(Permission.TICKET_SUBMIT_FOR_OTHERS)
    if actor.kind is ActorKind.INTEGRATION and not actor.sees_all and store not in actor.store_codes:
        raise NotAllowed(field="requester.storeCode", permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
    if submission.phone:
        who = profiles.by_phone(actor, submission.phone, submission.customer_name)
    elif member:
        who = profiles.by_member(actor, member, submission.customer_name, store)
    elif store:
        return Named(ActorKind.STORE_MANAGER, f"store:{store}", store)
    else:
        raise RequesterRequired(field="requester")
    return Named(ActorKind.MEMBER, None, store, member, who)


def code(value: str | None, field: str, *, at_most: int = CODE_LENGTH) -> str | None:
    """A code without surrounding space. Raises InvalidValue naming `field`."""
    return None if value is None else clean(value, field=field, at_most=at_most)
