"""Forty invented members and the six stores that they belong to.

Nobody can be meant: the ID numbers carry a region code (99xxxx) that was never given out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from reference_platform.demo.numbers import bank_card, id_number

MEMBERS = 40
_SURNAMES = "林陈周吴郑王冯褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘"
_GIVEN = (
    "思远", "雨桐", "浩然", "佳宁", "子墨", "晓彤", "文博", "梦瑶", "志强", "婉清", "建国", "秀兰",
    "俊杰", "丽华", "天佑", "海燕", "明轩", "玉珍", "嘉豪", "欣怡", "国栋", "桂英", "一鸣", "静怡",
    "少峰", "春梅", "立新", "若曦", "永康", "诗涵", "伟东", "美玲", "承志", "可欣", "宏伟", "淑芬",
    "景行", "语嫣", "振华", "安琪",
)  # fmt: skip
_STREETS = ("解放路", "人民路", "中山北路", "建设大道", "滨江路", "学院路", "和平街", "光明路")


@dataclass(frozen=True, slots=True)
class StoreSeed:
    """A store; its legal person and manager are members by number. `day` opens its settlement period."""

    code: str
    name: str
    city: str
    address: str
    legal_person: int
    manager: int
    day: int


STORES = (
    StoreSeed("S001", "杭州西湖店", "浙江省杭州市西湖区", "浙江省杭州市西湖区文三路188号", 1, 7, 1),
    StoreSeed("S002", "上海徐汇店", "上海市徐汇区", "上海市徐汇区漕溪北路45号", 2, 8, 1),
    StoreSeed("S003", "广州天河店", "广东省广州市天河区", "广东省广州市天河区体育西路103号", 3, 9, 1),
    StoreSeed("S004", "成都锦江店", "四川省成都市锦江区", "四川省成都市锦江区春熙路南段12号", 4, 10, 1),
    StoreSeed("S005", "武汉江汉店", "湖北省武汉市江汉区", "湖北省武汉市江汉区建设大道568号", 5, 11, 26),
    StoreSeed("S006", "西安雁塔店", "陕西省西安市雁塔区", "陕西省西安市雁塔区小寨东路66号", 6, 12, 26),
)


@dataclass(frozen=True, slots=True)
class MemberSeed:
    """A member before the instant of registration is known."""

    number: int
    name: str
    id_number: str
    mobile: str
    wechat_id: str | None
    bank_card: str | None
    shipping_address: str
    grade: str
    store: StoreSeed
    sponsor: int | None

    @property
    def code(self) -> str:
        """M00001 to M00040."""
        return member_code(self.number)


def member_code(number: int) -> str:
    """The code of the member of that number."""
    return f"M{number:05d}"


def members() -> list[MemberSeed]:
    """All members in order of their number; always the same."""
    dice = random.Random(20_260_101)  # noqa: S311 - no secret
    return [_member(number, dice) for number in range(1, MEMBERS + 1)]


def _member(number: int, dice: random.Random) -> MemberSeed:
    store = STORES[(number - 1) % len(STORES)]
    born = date(1958 + dice.randrange(46), 1 + dice.randrange(12), 1 + dice.randrange(28))
    street = f"{dice.choice(_STREETS)}{dice.randrange(1, 400)}号"
    home = f"{street}{dice.randrange(1, 20)}幢{dice.randrange(1, 30)}0{dice.randrange(1, 5)}室"
    return MemberSeed(
        number=number,
        name=_SURNAMES[number - 1] + _GIVEN[number - 1],
        id_number=id_number(f"99{1 + number % 6:02d}0{1 + number % 8}", born, dice.randrange(1, 999)),
        mobile=f"+861390000{1000 + number * 7:04d}",
        wechat_id=None if number % 9 == 0 else f"wx_{dice.randrange(10**7, 10**8)}",
        bank_card=None if number % 11 == 0 else bank_card(f"629999{dice.randrange(10**11, 10**12)}"),
        shipping_address=store.city + home,
        grade="V" if number <= 3 else "CBA"[number % 3],
        store=store,
        sponsor=_sponsor(number),
    )


def _sponsor(number: int) -> int | None:
    """The first ten came by themselves; M00037 brought M00040, so that M00037 has a dependent."""
    if number <= 10:
        return None
    return 37 if number == MEMBERS else 1 + number % 10
