"""The invented people who work in the demo: who leads what, who works where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One agent. `works_in` are group codes; `leads` and `deputises` codes of groups, departments or company."""

    key: str
    name: str
    role: str
    works_in: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    deputises: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


PEOPLE = (
    Person("chen-zhiyuan", "陈志远", "MANAGER", leads=("HQ",)),
    Person("he-wenjing", "何文静", "MANAGER", deputises=("HQ",)),
    Person("zhou-minhua", "周敏华", "MANAGER", leads=("CS",)),
    Person("wu-jianping", "吴建平", "SUPERVISOR", deputises=("CS",)),
    Person("sun-liqun", "孙丽群", "SUPERVISOR", leads=("CS-CARE",)),
    Person("lin-xiaoyan", "林晓燕", "AGENT", ("CS-CARE",), deputises=("CS-CARE",)),
    Person("huang-junjie", "黄俊杰", "AGENT", ("CS-CARE",)),
    Person("xu-ruolan", "徐若兰", "AGENT", ("CS-CARE", "CS-CONSULTATION")),
    Person("zheng-haitao", "郑海涛", "SUPERVISOR", leads=("CS-CONSULTATION",)),
    Person("ma-siyu", "马思雨", "AGENT", ("CS-CONSULTATION",), deputises=("CS-CONSULTATION",)),
    Person("guo-yichen", "郭奕辰", "AGENT", ("CS-CONSULTATION",), skills=("英语",)),
    Person("gao-shuqin", "高淑琴", "SUPERVISOR", leads=("CS-FORMS",)),
    Person("liang-jiahao", "梁嘉豪", "AGENT", ("CS-FORMS",), deputises=("CS-FORMS",)),
    Person("song-yuting", "宋雨婷", "AGENT", ("CS-FORMS",)),
    Person("luo-guoqiang", "罗国强", "MANAGER", leads=("FIN",)),
    Person("xie-wanru", "谢婉如", "AGENT", ("FIN-INVOICES",), leads=("FIN-INVOICES",), deputises=("FIN",)),
    Person("tang-weidong", "唐卫东", "MANAGER", leads=("SET",)),
    Person("feng-jia", "冯佳", "AGENT", ("SET-ORDERS",), leads=("SET-ORDERS",), deputises=("SET",)),
    Person("peng-zhigang", "彭志刚", "MANAGER", leads=("LOG",)),
    Person("deng-xiaobo", "邓小波", "AGENT", ("LOG-DELIVERY",), leads=("LOG-DELIVERY",), deputises=("LOG",)),
    Person("cao-yang", "曹阳", "AGENT", ("LOG-DELIVERY",)),
    Person("zeng-huimin", "曾慧敏", "MANAGER", leads=("PRO",)),
    Person("tian-yuwei", "田雨薇", "AGENT", ("PRO-ADVICE",), leads=("PRO-ADVICE",), deputises=("PRO",)),
    Person("xiao-yifei", "萧逸飞", "MANAGER", leads=("MKT",)),
    Person(
        "dong-wentao", "董文涛", "AGENT", ("MKT-ACTIVITIES",), leads=("MKT-ACTIVITIES",), deputises=("MKT",)
    ),
    Person("pan-yumei", "潘玉梅", "MANAGER", leads=("ADM",)),
    Person("yuan-li", "袁莉", "AGENT", ("ADM-RECEPTION",), leads=("ADM-RECEPTION",), deputises=("ADM",)),
    Person("ye-zhiqiu", "叶知秋", "ADMIN"),
)

SHOWN = {"agent": "lin-xiaoyan", "supervisor": "sun-liqun", "manager": "zhou-minhua", "admin": "ye-zhiqiu"}
"""Whose token stands for a role."""


MOBILES = {"sun-liqun": "13900000101", "zhou-minhua": "13900000102", "chen-zhiyuan": "13900000103"}
"""Who gets escalations by SMS too; the console stands in for a provider."""


def leader_of(code: str) -> str | None:
    """The key of who leads a group, department or company."""
    return next((person.key for person in PEOPLE if code in person.leads), None)


def deputy_of(code: str) -> str | None:
    """The key of who stands in there."""
    return next((person.key for person in PEOPLE if code in person.deputises), None)
