"""A hundred and twenty orders of health goods, around an instant.

D00001 to D00040 registered the members of the same number; the last ten of them lie in the period that
is open at that instant. D00041 to D00120 are purchases of the first thirty members. Each store has, in
its open period, shipped and unshipped ones. Some of the unshipped are not paid yet.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from reference_platform.demo.people import MEMBERS, STORES, MemberSeed
from reference_platform.periods import period_of

ORDERS = 120
BUYERS = 30
_CARRIERS = ("顺丰速运", "中通快递", "京东物流", "中国邮政")
_GOODS = (
    ("P1001", "灵芝孢子粉胶囊", "60粒/瓶", "瓶", "368.00"),
    ("P1002", "蛋白质粉", "450克/罐", "罐", "298.00"),
    ("P1003", "深海鱼油软胶囊", "100粒/瓶", "瓶", "188.00"),
    ("P1004", "钙维生素D咀嚼片", "90片/瓶", "瓶", "128.00"),
    ("P1005", "蜂胶软胶囊", "60粒/盒", "盒", "256.00"),
    ("P1006", "益生菌固体饮料", "2克×30条/盒", "盒", "218.00"),
    ("P1007", "人参枸杞口服液", "10毫升×12支/盒", "盒", "158.00"),
    ("P1008", "胶原蛋白肽饮品", "50毫升×10瓶/盒", "盒", "328.00"),
    ("P1009", "铁皮石斛含片", "48片/盒", "盒", "98.00"),
    ("P1010", "远红外护膝", "均码/副", "副", "238.00"),
)


@dataclass(frozen=True, slots=True)
class OrderSeed:
    """An order with what belongs to it. `goods` are rows of order lines, amounts in CNY."""

    code: str
    member: MemberSeed
    kind: str
    placed_at: datetime
    goods: tuple[tuple[int, str, str, str, str, int, Decimal], ...]
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    carrier: str

    @property
    def total(self) -> Decimal:
        """The sum over the lines."""
        return sum((quantity * price for *_, quantity, price in self.goods), Decimal(0))


def orders(members: list[MemberSeed], now: datetime) -> list[OrderSeed]:
    """All orders by number; the same for the same instant."""
    dice = random.Random(20_260_102)  # noqa: S311 - no secret
    return [_order(number, members, now, dice) for number in range(1, ORDERS + 1)]


def _order(number: int, members: list[MemberSeed], now: datetime, dice: random.Random) -> OrderSeed:
    registers = number <= MEMBERS
    member = members[number - 1 if registers else (number - MEMBERS - 1) % BUYERS]
    turn = number // len(STORES)  # stores take turns, so every store gets each mixture
    recent = number > BUYERS if registers else turn % 2 == 0
    shipped = (number if registers else turn) % 3 == 0
    placed_at = _placed(now, member.store.day, recent=recent, dice=dice)
    shipped_at = placed_at + (now - placed_at) * 0.4 if shipped else None
    delivered_at = None
    if shipped_at and now - shipped_at > timedelta(days=5):
        delivered_at = shipped_at + timedelta(days=3)
    return OrderSeed(
        code=f"D{number:05d}",
        member=member,
        kind="REGISTRATION" if registers else "PURCHASE",
        placed_at=placed_at,
        goods=_goods(dice),
        paid_at=None if number % 10 == 0 and not shipped else placed_at + (now - placed_at) * 0.2,
        shipped_at=shipped_at,
        delivered_at=delivered_at,
        carrier=_CARRIERS[number % len(_CARRIERS)],
    )


def _placed(now: datetime, settlement_day: int, *, recent: bool, dice: random.Random) -> datetime:
    """An instant inside the open period and past, or in the two periods before it."""
    opens_at = period_of(now, settlement_day).opens_at
    if recent:
        return opens_at + (now - opens_at) * dice.uniform(0.05, 0.95)
    return opens_at - timedelta(seconds=dice.randrange(3_600, 50 * 86_400))


def _goods(dice: random.Random) -> tuple[tuple[int, str, str, str, str, int, Decimal], ...]:
    chosen = dice.sample(_GOODS, dice.randrange(1, 4))
    return tuple(
        (line, code, name, specification, unit, dice.randrange(1, 4), Decimal(price))
        for line, (code, name, specification, unit, price) in enumerate(chosen, start=1)
    )
