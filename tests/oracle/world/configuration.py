"""The configuration's versions: inherited items, menus, rules of every condition, calendars, policies, drafts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from helpdesk.calendars import tables
from helpdesk.configuration import drafts, versions
from helpdesk.events.work import UnitOfWork
from tests import world as worlds
from tests.oracle.world import calls, phrases, procedures
from tests.oracle.world.stage import Stage
from tests.world import DAYS, SHIPMENT_FORM, key

Documents = dict[str, dict[UUID, dict[str, Any]]]
WEEKDAYS = {day: ["09:00-12:00", "13:00-18:00"] for day in DAYS[:5]}

RETURN_FORM = {
    "type": "object",
    "properties": {
        "reason": {"type": "string"}, "gift": {"type": "boolean"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
    },
}  # fmt: skip


def name(zh: str, en: str) -> dict[str, str]:
    """A name as documents keep it."""
    return {"zh": zh, "en": en}


async def make(stage: Stage) -> None:
    """Version 3, rich; 4, where an item moves and one goes; 5, back to 3."""
    documents = rich(stage)
    stage.world.items |= {one["code"]: item for item, one in documents["service_item"].items()}
    await _publish(stage, documents, "丰富的配置")


async def moved_on(stage: Stage) -> None:
    """What was decided before keeps the version that decided it."""
    documents = rich(stage)
    items = documents["service_item"]
    items[key("consultation")] |= {
        "group_id": str(stage.group("vip")),
        "name": name("咨询新", "Consultation 2"),
    }
    changes: dict[str, dict[UUID, dict[str, Any] | None]] = {
        "service_item": {key("consultation"): items[key("consultation")], key("obsolete"): None},
        "sla_policy": {
            key("days"): documents["sla_policy"][key("days")] | {"name": name("按日二", "Days 2")}
        },
    }
    await _publish(stage, changes, "moved")


async def reverted(stage: Stage) -> None:
    """Back to version 3."""
    await stage.do(stage.admin, versions.revert, to_version=3)


async def drafted(stage: Stage) -> None:
    """Drafts of every state: with changes, with none, published, given up; and a year that was taught."""
    item = {"code": "brand-new", "name": name("新项", "Brand new"), "submittable": True}
    office = {"name": name("办公室二", "Office 2"), "weekly": {"MONDAY": ["10:00-11:00"]}}
    await stage.drafted(
        "待发布", ("service_item", key("brand-new"), item), ("routing_rule", key("switched-off"), None),
        ("calendar", key("spare"), office),
    )  # fmt: skip
    await stage.drafted("空草稿")
    given_up = await stage.drafted("不要了", ("calendar", key("unwanted"), office))
    await stage.do(stage.admin, drafts.discard, draft_id=given_up, expected_version=None)
    rule = {
        "name": name("草稿规则", "Drafted rule"), "position": 50, "when": {"kind": "STORE", "store_codes": ["S042"]},
        "then": {"priority": "LOW"},
    }  # fmt: skip
    published = await stage.drafted("草稿发布", ("routing_rule", key("drafted"), rule))
    await stage.do(stage.admin, drafts.publish, draft_id=published, expected_version=None)
    year = {"year": 2005, "days_off": [], "working_days": []}
    await stage.do(stage.admin, tables.learn, source=stage.admin.key, **year)


def rich(stage: Stage) -> Documents:
    """All documents of version 3."""
    documents = worlds.configuration(stage.world)
    documents["service_item"] |= {key(code): {"code": code, **one} for code, one in _items(stage).items()}
    documents["calendar"] |= _calendars()
    documents["sla_policy"] |= _policies()
    documents["procedure"] = procedures.definitions(stage)
    documents["menu"] = _menus()
    documents |= calls.documents(stage)
    documents["phrase"] = phrases.documents(stage)
    documents["desk"][key("night-desk")] = {
        "name": name("夜间台", "Night desk"), "default_group_id": str(stage.group("vip")),
        "channels": ["WECHAT"], "store_codes": ["S077", "S078"], "menu_ids": [str(key("phone-menu"))],
    }  # fmt: skip
    documents["routing_rule"] |= _rules(stage)
    return documents


def _items(stage: Stage) -> dict[str, dict[str, Any]]:
    days, vip = str(key("days")), str(stage.group("vip"))
    return {
        "after-sales": {
            "name": name("售后", "After-sales"), "description": name("退换修", "Returns and repairs"),
            "group_id": str(stage.group("returns")), "policy_id": days, "default_priority": "HIGH",
            "skills": ["refunds"], "form": RETURN_FORM, "position": 3,
        },
        "repair": {"name": name("维修", "Repair"), "parent_id": str(key("after-sales")), "position": 1},
        "repair-home": {
            "name": name("上门维修", "Repair at home"), "parent_id": str(key("repair")), "submittable": True,
            "form": SHIPMENT_FORM, "default_priority": "LOW",
        },
        "repair-shop": {
            "name": name("到店维修", "Repair in a shop"), "parent_id": str(key("repair")), "submittable": True,
            "policy_id": str(key("steps")), "position": 2,
        },
        "exchange": {
            "name": name("换货", "Exchange"), "parent_id": str(key("after-sales")), "submittable": True,
            "desk_id": str(key("night-desk")), "group_id": vip, "position": 2, "skills": ["english"],
        },
        "claim": {"name": name("索赔", "Claim"), "submittable": True, "group_id": str(stage.group("hotline")),
                  "procedure_id": str(key("claims"))},
        "slow": {"name": name("慢", "Slow"), "submittable": True, "group_id": vip, "policy_id": str(key("far"))},
        "obsolete": {"name": name("旧项", "Obsolete"), "submittable": True, "policy_id": str(key("fast"))},
    }  # fmt: skip


def _calendars() -> dict[UUID, dict[str, Any]]:
    return {
        key("spare"): {
            "name": name("备用", "Spare"), "time_zone": "Europe/Berlin", "weekly": WEEKDAYS,
            "exceptions": {"2026-12-24": ["09:00-12:00"], "2026-12-25": [], "2026-11-01": ["00:00-24:00"]},
            "swapped_day_hours": ["10:00-16:00"], "chinese_holidays": True,
        }
    }  # fmt: skip


def _policies() -> dict[UUID, dict[str, Any]]:
    office, quarter = str(key("office")), {"business_days": "1/4"}
    return {
        key("days"): {
            "name": name("按日", "Days"), "calendar_id": office, "waiting_limit_days": "7/2",
            "reopen_within": "PT48H", "promises": [
                {"metric": "FIRST_RESPONSE", "clock": "WINDOW", "warn_percent": 50,
                 "targets": {"NORMAL": {"from_day": 1, "to_day": 3, "business_days": True}}},
                {"metric": "NEXT_RESPONSE", "clock": "CUTOFF", "warn_before": "PT1H",
                 "targets": {"NORMAL": {"time": "16:00"}, "LOW": {
                     "time": "10:00", "accepted_until": "24:00", "day_offset": 1, "business_days": True}}},
                {"metric": "RESOLUTION", "clock": "BUSINESS", "targets": {
                    "NORMAL": {"business_days": "3"}, "HIGH": {"business_days": "1"}, "LOW": {"business_days": "40"},
                    "URGENT": "PT4H30M",
                 }, "escalation": [{"after": quarter}]},
            ],
        },
        key("steps"): {
            "name": name("逐级", "Steps"), "calendar_id": str(key("hotline")), "promises": [
                {"metric": "FIRST_RESPONSE", "clock": "WALL", "targets": {"NORMAL": "PT10M"}, "escalation": [
                    {"after": "PT0S"}, {"after": "PT5M", "reassign": True, "raise_priority": True}, {"after": "PT5M"},
                ]},
                {"metric": "RESOLUTION", "clock": "WALL", "targets": {"NORMAL": "PT2H"}},
            ],
        },
        key("far"): {
            "name": name("遥远", "Far away"), "calendar_id": office, "promises": [
                {"metric": "RESOLUTION", "clock": "BUSINESS", "targets": {"NORMAL": {"business_days": "100000"}}},
                {"metric": "NEXT_RESPONSE", "clock": "SCHEDULE", "targets": {
                    "NORMAL": {"times": ["09:00", "16:00"]},
                    "HIGH": {"times": ["24:00"], "every": "WEEK", "weekdays": ["FRIDAY"], "business_days": True},
                    "LOW": {"times": ["24:00"], "every": "MONTH", "days_of_month": [28]},
                }},
            ],
        },
    }  # fmt: skip


def _menus() -> dict[UUID, dict[str, Any]]:
    def line(code: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"item_id": str(key(code)), "children": list(children), **more}

    return {
        key("phone-menu"): {
            "channel": "PHONE", "entries": [
                line("consultation", line("product-use"), line("shipment", name=name("查物流", "Where is it"))),
                line("retired"), line("invoice", name=name("开票", "Invoices")),
            ],
        },
        key("chat-menu"): {"channel": "WEB_CHAT", "entries": [line("refund")]},
        key("more-phone"): {"channel": "PHONE", "entries": [line("other")]},
        key("empty-menu"): {"channel": "WECHAT"},
    }  # fmt: skip


def _rules(stage: Stage) -> dict[UUID, dict[str, Any]]:
    def field(path: str, operator: str, value: Any = None) -> dict[str, Any]:
        return {"kind": "FIELD", "path": path, "operator": operator, "value": value}

    urgent = {"kind": "PRIORITY", "priorities": ["URGENT", "HIGH"]}
    item = {"kind": "ITEM", "item_ids": [str(key("after-sales")), str(key("refund"))]}
    whole = {
        "kind": "ALL", "conditions": [
            item, {"kind": "CHANNEL", "channels": ["EMAIL", "PHONE"]},
            {"kind": "ANY", "conditions": [urgent, {"kind": "NOT", "condition": {"kind": "GRADE", "grades": ["V"]}}]},
            {"kind": "NOT", "condition": {"kind": "STORE", "store_codes": ["S001", "S002"]}},
        ],
    }  # fmt: skip
    fields = {
        "kind": "ANY", "conditions": [
            field("orderCode", "EQUALS", "D777"), field("orderCode", "CONTAINS", "99"), field("lines.*.sku", "EXISTS"),
            field("pieces", "GREATER", 100), field("pieces", "LESS", -1.5), field("gift", "EQUALS", value=True),
            field("orderCode", "IN", ["D5", "D6"]),
        ],
    }  # fmt: skip
    vip = str(stage.group("vip"))
    return {
        key("whole"): {"name": name("全", "All of it"), "position": 2, "when": whole,
                       "then": {"group_id": vip, "add_tags": ["rule"], "stop": True}},
        key("fields"): {"name": name("字段", "Fields"), "position": 2, "when": fields, "then": {"add_tags": ["form"]}},
        key("key-account"): {"name": name("大客户", "Key accounts"), "position": 3,
                             "when": {"kind": "GRADE", "grades": ["V"]}, "then": {"priority": "HIGH"}},
        key("switched-off"): {"name": name("停用", "Switched off"), "position": 4, "active": False,
                              "when": urgent, "then": {"priority": "LOW"}},
    }  # fmt: skip


async def _publish(stage: Stage, changes: Any, title: str) -> None:
    async def run(work: UnitOfWork) -> None:
        base = (await versions.current(work)).version
        await versions.publish(work, changes, base_version=base, title=title)

    await stage.do(stage.admin, run)
