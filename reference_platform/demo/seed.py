"""Planting the demo data."""

from __future__ import annotations

from datetime import datetime

from reference_platform.database import Connection, fetch_one
from reference_platform.demo.people import MEMBERS, STORES, MemberSeed, member_code, members
from reference_platform.demo.purchases import OrderSeed, orders


async def forget(connection: Connection) -> None:
    """Remove everything: stores, members, orders, fees, keys and a moved clock."""
    await connection.execute(
        "truncate stores, members, orders, order_lines, payments, shipments, fee_payments, acts, clock,"
        " notices, periods_seen"
    )


async def plant(connection: Connection, now: datetime) -> bool:
    """Write the demo data around `now` unless there are stores already; whether it did."""
    if await fetch_one(connection, "select from stores limit 1") is not None:
        return False
    people = members()
    bought = orders(people, now)
    await _stores(connection, people)
    await _members(connection, people, bought)
    await _orders(connection, bought)
    return True


async def _stores(connection: Connection, people: list[MemberSeed]) -> None:
    rows = []
    for store in STORES:
        manager = people[store.manager - 1]
        legal_person = member_code(store.legal_person)
        rows.append(
            (
                store.code,
                store.name,
                manager.code,
                manager.name,
                manager.mobile,
                store.address,
                legal_person,
                store.day,
            )
        )
    async with connection.cursor() as cursor:
        await cursor.executemany("insert into stores values (%s, %s, %s, %s, %s, %s, %s, %s)", rows)


async def _members(connection: Connection, people: list[MemberSeed], bought: list[OrderSeed]) -> None:
    rows = []
    for member, registration in zip(people, bought[:MEMBERS], strict=True):
        sponsor = None if member.sponsor is None else member_code(member.sponsor)
        rows.append(
            (
                member.code,
                member.name,
                member.id_number,
                member.mobile,
                member.wechat_id,
                member.bank_card,
                member.shipping_address,
                member.grade,
                member.store.code,
                sponsor,
                registration.placed_at,
            )
        )
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into members values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", rows
        )


async def _orders(connection: Connection, bought: list[OrderSeed]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into orders values (%s, %s, %s, %s, %s)",
            [(o.code, o.member.store.code, o.member.code, o.kind, o.placed_at) for o in bought],
        )
        await cursor.executemany(
            "insert into order_lines values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(order.code, *line) for order in bought for line in order.goods],
        )
        await cursor.executemany(
            "insert into payments values (%s, %s, %s, %s, %s, %s)",
            [
                (f"PAY{o.code[1:]}", o.code, o.total, o.member.name, "银行转账", o.paid_at)
                for o in bought
                if o.paid_at
            ],
        )
        await cursor.executemany(
            "insert into shipments values (%s, %s, %s, %s, %s)",
            [
                (f"SF{int(o.code[1:]):010d}", o.code, o.carrier, o.shipped_at, o.delivered_at)
                for o in bought
                if o.shipped_at
            ],
        )
