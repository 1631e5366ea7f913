"""What the helpdesk of the benchmark is configured with: 40 leaves under 8 categories, 500 rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("0d4b4f52-6d1c-5f0e-8d25-8a3b5c9f1e77")
CATEGORIES = 8
LEAVES_EACH = 5
RULES = 500
STORES = 500
DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
LEVELS = [{"after": "PT0S"}, {"after": "PT5M"}, {"after": "PT10M"}]
FORM = {
    "type": "object",
    "required": ["orderCode"],
    "properties": {"orderCode": {"type": "string", "pattern": "^D[0-9]+$"}, "pieces": {"type": "integer"}},
    "additionalProperties": False,
}
Documents = dict[str, dict[UUID, dict[str, Any]]]


def key(name: str) -> UUID:
    """A fixed id for a name."""
    return uuid5(NAMESPACE, name)


def store_code(number: int) -> str:
    """The code of a store, `S0001` on."""
    return f"S{number % STORES + 1:04d}"


def leaf_code(number: int) -> str:
    """The code of a leaf that takes tickets, by its number from 0."""
    return f"item-{number // LEAVES_EACH}-{number % LEAVES_EACH}"


def documents(groups: list[UUID]) -> Documents:
    """All entries of the published version, by kind and id."""
    return {
        "calendar": {key("calendar"): _calendar()},
        "sla_policy": {key("policy"): policy()},
        "service_item": dict(_items(groups)),
        "desk": {
            key("desk"): {
                "name": _name("服务台", "Desk"),
                "is_default": True,
                "honours_ties": True,
                "default_group_id": str(groups[0]),
            }
        },
        "routing_rule": {key(f"rule-{number}"): _rule(number, groups) for number in range(RULES)},
    }


def _calendar() -> dict[str, Any]:
    return {
        "name": _name("办公时间", "Office hours"),
        "time_zone": "Asia/Shanghai",
        "chinese_holidays": True,
        "weekly": {day: ["08:30-12:00", "13:00-20:30"] for day in DAYS},
        "channels": ["PHONE", "WEB_CHAT"],
    }


def policy() -> dict[str, Any]:
    """The one SLA policy: first response, next response, resolution."""
    targets = {
        "FIRST_RESPONSE": ("ONLINE", {"NORMAL": "PT30M", "URGENT": "PT5M"}),
        "NEXT_RESPONSE": ("ONLINE", {"NORMAL": "PT1H", "URGENT": "PT10M"}),
        "RESOLUTION": ("BUSINESS", {"NORMAL": "PT24H", "HIGH": "PT8H", "URGENT": "PT2H"}),
    }
    return {
        "name": _name("标准承诺", "Standard promise"),
        "calendar_id": str(key("calendar")),
        "promises": [
            {"metric": metric, "clock": clock, "targets": found, "escalation": LEVELS}
            for metric, (clock, found) in targets.items()
        ],
    }


def _items(groups: list[UUID]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Categories say group, policy and (every second one) form; leaves inherit them."""
    for category in range(CATEGORIES):
        name = f"category-{category}"
        yield (
            key(name),
            {
                "code": name,
                "name": _name(f"类别{category}", f"Category {category}"),
                "group_id": str(groups[category]),
                "policy_id": str(key("policy")),
                **({"form": FORM} if category % 2 else {}),
            },
        )
        for leaf in range(LEAVES_EACH):
            code = leaf_code(category * LEAVES_EACH + leaf)
            yield (
                key(code),
                {
                    "code": code,
                    "name": _name(f"服务项{category}-{leaf}", f"Item {category}-{leaf}"),
                    "parent_id": str(key(name)),
                    "submittable": True,
                    "position": leaf,
                },
            )


def _rule(number: int, groups: list[UUID]) -> dict[str, Any]:
    """A rule of a department: one item, some stores, and a third condition that differs."""
    stores = [store_code(number * 7 + step * 97) for step in range(5)]
    leaf = number % (CATEGORIES * LEAVES_EACH)
    conditions: list[dict[str, Any]] = [
        {"kind": "ITEM", "item_ids": [str(key(leaf_code(leaf)))]},
        {"kind": "STORE", "store_codes": stores},
    ]
    if leaf // LEAVES_EACH % 2:
        conditions.append({"kind": "FIELD", "path": "pieces", "operator": "GREATER", "value": number % 50})
    elif number % 3 == 0:
        conditions.append({"kind": "CHANNEL", "channels": ["PHONE", "WEB_FORM"]})
    then: dict[str, Any] = {"add_tags": [f"rule-{number % 25}"]}
    if number % 4 == 0:
        then["group_id"] = str(groups[number % len(groups)])
    if number % 10 == 0:
        then["priority"] = "HIGH"
    return {
        "name": _name(f"规则{number}", f"Rule {number}"),
        "position": number,
        "when": {"kind": "ALL", "conditions": conditions},
        "then": then,
    }


def _name(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
