"""What the platform tells is kept once and reacted to once, whoever tells or works at the same time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import func, select

from helpdesk.events.models import OutboxRow
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.platform import notices
from helpdesk.platform.models import PlatformNotice
from helpdesk.platform.notices import Notice, NoticeKind, NoticeReused, NoticeUnreadable, Reactions, Told

AT = "2026-11-16T09:59:00+08:00"


def body(kind: str, **data: Any) -> bytes:
    return orjson.dumps({"type": kind, "timestamp": AT, "data": data})


def told(kind: str, **data: Any) -> Told:
    found = notices.read(body(kind, **data))
    assert found is not None
    return found


SHIPPED = told("order.shipped", orderCode="D00042", reference="SF1")


async def take(transactor: Transactor, stated: Told = SHIPPED, webhook_id: str = "msg_1") -> UUID | None:
    return await transactor.run(SYSTEM, partial(notices.take, webhook_id=webhook_id, told=stated))


async def counted(transactor: Transactor, table: Any) -> int:
    async with transactor.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_a_message_sent_again_counts_once_and_asks_for_one_job(transactor: Transactor) -> None:
    jobs = await counted(transactor, OutboxRow)
    assert await take(transactor) is not None
    assert await take(transactor) is None
    assert await counted(transactor, PlatformNotice) == 1
    assert await counted(transactor, OutboxRow) == jobs + 1


async def test_twins_that_race_count_once(transactor: Transactor) -> None:
    kept = await asyncio.gather(*(take(transactor) for _ in range(8)))
    assert len([one for one in kept if one is not None]) == 1
    assert await counted(transactor, PlatformNotice) == 1


async def test_an_id_with_another_body_is_refused(transactor: Transactor) -> None:
    await take(transactor)
    with pytest.raises(NoticeReused):
        await take(transactor, told("order.shipped", orderCode="D00043"))


async def test_the_features_react_once_to_the_notice_as_it_was_told(
    transactor: Transactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Notice] = []

    async def reaction(_work: UnitOfWork, notice: Notice) -> None:
        seen.append(notice)

    monkeypatch.setitem(transactor.resources, Reactions, Reactions(reaction, reaction))
    stated = told("fee.paid", orderCode="D00042", reference="FEE-1", amount="12.50")
    notice_id = await take(transactor, stated)
    assert notice_id is not None
    await asyncio.gather(
        *(transactor.run(SYSTEM, partial(notices.react, notice_id=notice_id)) for _ in range(3))
    )
    expected = Notice(
        id=notice_id, kind=NoticeKind.FEE_PAID, at=datetime.fromisoformat(AT), order_code="D00042",
        reference="FEE-1", amount=Decimal("12.5000"),
    )  # fmt: skip
    assert seen == [expected, expected]


async def test_a_reaction_that_fails_leaves_the_notice_to_be_reacted_to(
    transactor: Transactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = True

    async def reaction(_work: UnitOfWork, _notice: Notice) -> None:
        if failing:
            raise RuntimeError

    monkeypatch.setitem(transactor.resources, Reactions, Reactions(reaction))
    notice_id = await take(transactor)
    assert notice_id is not None
    react = partial(notices.react, notice_id=notice_id)
    with pytest.raises(RuntimeError):
        await transactor.run(SYSTEM, react)
    failing = False
    assert await transactor.run(SYSTEM, react) is not None
    assert await transactor.run(SYSTEM, react) is None


async def test_notices_are_kept_thirty_days_and_longer_while_nobody_reacted(
    transactor: Transactor, clock: StoppedClock
) -> None:
    done, waiting = await take(transactor, webhook_id="msg_1"), await take(transactor, webhook_id="msg_2")
    assert done is not None
    assert waiting is not None
    await transactor.run(SYSTEM, partial(notices.react, notice_id=done))
    clock.advance(notices.KEPT)
    assert await transactor.run(SYSTEM, notices.forget) == 0
    clock.advance(timedelta(seconds=1))
    assert await transactor.run(SYSTEM, notices.forget) == 1
    assert await counted(transactor, PlatformNotice) == 1


@pytest.mark.parametrize(
    ("sent", "part"),
    [
        pytest.param(b"", "body", id="nothing"),
        pytest.param(b"[]", "body", id="no object"),
        pytest.param(b"[" * 20_000, "body", id="depth"),
        pytest.param(b'{"type":"order.shipped","data":{"orderCode":"D1"}}', "timestamp", id="no time"),
        pytest.param(body("order.shipped"), "data.orderCode", id="no order"),
        pytest.param(body("order.shipped", orderCode="D\u00001"), "data.orderCode", id="a NUL"),
        pytest.param(body("fee.paid", orderCode="D1", reference="F", amount="-1"), "data.amount", id="amount"),
        pytest.param(body("fee.paid", orderCode="D1", reference="F", amount="NaN"), "data.amount", id="no number"),
        pytest.param(
            body("period.moved", storeCode="S1", periodCode="2026-11", closesAt="2026-12-01T00:00:00"),
            "data.closesAt", id="an instant without its offset",
        ),
    ],
)  # fmt: skip
def test_what_is_no_notice_is_refused_and_the_part_named(sent: bytes, part: str) -> None:
    with pytest.raises(NoticeUnreadable, match=f"^{part}$"):
        notices.read(sent)


def test_a_kind_that_is_not_known_is_passed_over() -> None:
    assert notices.read(body("coupon.issued", coupon="C1")) is None
