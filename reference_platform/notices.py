"""Telling others what happened here: notices by Standard Webhooks, kept until they were taken."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from reference_platform import clock
from reference_platform.acts import fees, members, orders
from reference_platform.acts.answers import Answer, Done
from reference_platform.database import Connection, Pool, fetch_all, fetch_one
from reference_platform.periods import period_of

PAUSE = 0.25
LONGEST_WAIT = 60.0
MOST_ATTEMPTS = 50
FOR_GOOD = frozenset({400, 409, 413})
"""Answers after which sending again would not help."""


async def tell_of(connection: Connection, stated: object, answer: Answer) -> None:
    """Keep the notice of an act that was done, in its transaction."""
    if not isinstance(answer, Done):
        return
    match stated:
        case orders.OrderShipmentInput():
            data = {"orderCode": stated.order_code, "reference": stated.number}
            await keep(connection, "order.shipped", answer.at, data)
        case orders.ParcelDeliveryInput():
            order = await orders.received(connection, stated.number)
            if order is not None:
                data = {"orderCode": order["code"], "memberCode": order["member_code"]}
                await keep(connection, "order.received", answer.at, data)
        case fees.FeePaymentInput():
            data = {
                "orderCode": stated.order_code,
                "reference": stated.reference,
                "amount": str(stated.amount),
            }
            await keep(connection, "fee.paid", answer.at, data)
        case members.MemberChangeInput():
            await keep(connection, "member.changed", answer.at, {"memberCode": stated.member_code})


async def keep(connection: Connection, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
    """Keep a notice to be sent once this transaction is committed."""
    body = json.dumps({"type": kind, "timestamp": at.isoformat(), "data": dict(data)})
    await connection.execute(
        "insert into notices (id, body, due, attempts) values (%s, %s, now(), 0)",
        (f"msg_{uuid4().hex}", body),
    )


async def keep_closed_periods(connection: Connection) -> None:
    """Keep a notice for each store whose settlement period closed since this was asked last."""
    now = await clock.now(connection)
    rows = await fetch_all(
        connection,
        """
        select s.code, s.settlement_day, p.period, p.closes_at
        from stores s left join periods_seen p on p.store_code = s.code
        """,
    )
    for row in rows:
        present = period_of(now, row["settlement_day"])
        if row["period"] == present.code:
            continue
        if row["period"] is not None and row["closes_at"] <= now:
            data = {
                "storeCode": row["code"], "periodCode": row["period"], "closesAt": row["closes_at"].isoformat(),
            }  # fmt: skip
            await keep(connection, "period.closed", row["closes_at"], data)
        await connection.execute(
            """
            insert into periods_seen (store_code, period, closes_at) values (%s, %s, %s)
            on conflict (store_code) do update set period = excluded.period, closes_at = excluded.closes_at
            """,
            (row["code"], present.code, present.closes_at),
        )


async def move_period(connection: Connection, store: str, day: int, *, tell: bool) -> datetime | None:
    """Close a store's periods on another day of the month from now on; when the present one closes now."""
    found = await fetch_one(
        connection, "update stores set settlement_day = %s where code = %s returning code", day, store
    )
    if found is None:
        return None
    now = await clock.now(connection)
    period = period_of(now, day)
    await connection.execute(
        "update periods_seen set period = %s, closes_at = %s where store_code = %s",
        (period.code, period.closes_at, store),
    )
    if tell:
        data = {"storeCode": store, "periodCode": period.code, "closesAt": period.closes_at.isoformat()}
        await keep(connection, "period.moved", now, data)
    return period.closes_at


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told: an address and the secret (`whsec_` and base64) that messages are signed with."""

    url: str
    secret: str

    def headers(self, message_id: str, body: str) -> dict[str, str]:
        """The headers of one sending."""
        stamp = str(int(time.time()))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        digest = hmac.new(key, f"{message_id}.{stamp}.{body}".encode(), hashlib.sha256).digest()
        return {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        }


async def send_all(pool: Pool, receiver: Receiver) -> None:
    """Send what is due, and again what was not taken, until cancelled."""
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while True:
            try:
                async with pool.connection() as connection:
                    await keep_closed_periods(connection)
                while await _send_next(pool, client, receiver):
                    pass
            except (psycopg.Error, OSError):  # the database is away for a while
                pass
            await asyncio.sleep(PAUSE)


async def _send_next(pool: Pool, client: httpx.AsyncClient, receiver: Receiver) -> bool:
    async with pool.connection() as connection:
        notice = await fetch_one(
            connection, "select * from notices where due <= now() order by due limit 1 for update skip locked"
        )
        if notice is None:
            return False
        try:
            headers = receiver.headers(notice["id"], notice["body"])
            status = (await client.post(receiver.url, content=notice["body"], headers=headers)).status_code
        except httpx.HTTPError:
            status = 0
        if 200 <= status < 300 or status in FOR_GOOD or notice["attempts"] >= MOST_ATTEMPTS:
            await connection.execute("delete from notices where id = %s", (notice["id"],))
        else:
            await connection.execute(
                "update notices set attempts = attempts + 1, due = now() + %s * interval '1 second' where id = %s",
                (min(LONGEST_WAIT, 0.25 * 2 ** notice["attempts"]), notice["id"]),
            )
        return True
