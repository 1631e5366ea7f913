"""What the platform tells of its own accord: orders shipped or received, fees paid, periods closed or moved.

A notice says that something is worth looking at; it never replaces asking the platform where it matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.platform.models import PlatformNotice

KEPT = timedelta(days=30)
JOB = "platform_notice"


class NoticeKind(StrEnum):
    """What happened, as the message's `type` says it."""

    ORDER_SHIPPED = "order.shipped"
    FEE_PAID = "fee.paid"
    PERIOD_CLOSED = "period.closed"
    PERIOD_MOVED = "period.moved"
    ORDER_RECEIVED = "order.received"
    MEMBER_CHANGED = "member.changed"


NAMES = {
    NoticeKind.ORDER_SHIPPED: ("order_code",),
    NoticeKind.FEE_PAID: ("order_code", "reference", "amount"),
    NoticeKind.PERIOD_CLOSED: ("store_code", "period_code"),
    NoticeKind.PERIOD_MOVED: ("store_code", "period_code", "closes_at"),
    NoticeKind.ORDER_RECEIVED: ("order_code", "member_code"),
    NoticeKind.MEMBER_CHANGED: ("member_code",),
}
"""What a notice of each kind must name; the rest may be there."""
_KINDS = {kind.value: kind for kind in NoticeKind}


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `at` is when it happened by the platform's clock, `closes_at` a period's end from now on."""

    id: UUID
    kind: NoticeKind
    at: datetime
    store_code: str | None = None
    member_code: str | None = None
    order_code: str | None = None
    reference: str | None = None
    amount: Decimal | None = None
    period_code: str | None = None
    closes_at: datetime | None = None


Reaction = Callable[[UnitOfWork, Notice], Awaitable[None]]
"""Locks what the notice is about, changes and tells, in the notice's own transaction; asks nobody outside."""


class Reactions:
    """What the features do about notices: a resource of the unit of work, filled by the wiring."""

    def __init__(self, *reactions: Reaction) -> None:
        self._reactions = reactions

    async def __call__(self, work: UnitOfWork, notice: Notice) -> None:
        """All of them, in order, in one transaction."""
        for reaction in self._reactions:
            await reaction(work, notice)


class NoticeUnreadable(Exception):
    """The message is no notice: no JSON, or the part that the text names is missing or malformed."""


class NoticeReused(Exception):
    """The message's id came before with another body."""


_Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")
]


class _Stated(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    store_code: _Code | None = None
    member_code: _Code | None = None
    order_code: _Code | None = None
    reference: _Code | None = None
    amount: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=4)] | None = None
    period_code: _Code | None = None
    closes_at: AwareDatetime | None = None


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: _Code
    timestamp: AwareDatetime
    data: _Stated = _Stated()


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was read: None where its kind is none that is reacted to."""

    kind: NoticeKind
    at: datetime
    named: dict[str, Any]
    digest: str


def read(body: bytes) -> Told | None:
    """The signed body as what it tells; None for a kind that is not known here. Raises NoticeUnreadable."""
    try:
        message = _Message.model_validate_json(body)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise NoticeUnreadable(place or "body") from None
    kind = _KINDS.get(message.type)
    if kind is None:
        return None
    named = message.data.model_dump()
    for name in NAMES[kind]:
        if named[name] is None:
            raise NoticeUnreadable(f"data.{to_camel(name)}")
    return Told(kind, message.timestamp, named, hashlib.sha256(body).hexdigest())


async def take(work: UnitOfWork, *, webhook_id: str, told: Told) -> UUID | None:
    """Keep a notice and ask for the job that reacts; None when it came before. Raises NoticeReused.

    A concurrent twin waits for the first to commit and then finds it.
    """
    values = {
        "id": new_id(), "webhook_id": webhook_id, "digest": told.digest, "kind": told.kind.value, "at": told.at,
        "received_at": work.now, **told.named,
    }  # fmt: skip
    kept = await work.session.execute(
        insert(PlatformNotice)
        .values(values)
        .on_conflict_do_nothing(index_elements=["webhook_id"])
        .returning(PlatformNotice.id)
    )
    notice_id = kept.scalar_one_or_none()
    if notice_id is None:
        earlier = await work.session.scalar(
            select(PlatformNotice.digest).where(PlatformNotice.webhook_id == webhook_id)
        )
        if earlier is not None and earlier != told.digest:
            raise NoticeReused
        return None
    work.enqueue(JOB, notice_id=notice_id)
    return notice_id


async def react(work: UnitOfWork, *, notice_id: UUID) -> Notice | None:
    """Do what the features do about a notice, once; None when it was done before or is forgotten."""
    row = await work.session.get(PlatformNotice, notice_id, with_for_update=True)
    if row is None or row.reacted_at is not None:
        return None
    notice = Notice(
        id=row.id, kind=NoticeKind(row.kind), at=row.at, store_code=row.store_code, member_code=row.member_code,
        order_code=row.order_code, reference=row.reference, amount=row.amount, period_code=row.period_code,
        closes_at=row.closes_at,
    )  # fmt: skip
    await work.resource(Reactions)(work, notice)
    row.reacted_at = work.now
    return notice


async def forget(work: UnitOfWork) -> int:
    """Remove notices received more than 30 days ago and reacted to; how many."""
    result = await work.session.execute(
        delete(PlatformNotice).where(
            PlatformNotice.reacted_at.is_not(None), PlatformNotice.received_at < work.now - KEPT
        )
    )
    return int(getattr(result, "rowcount", 0))
