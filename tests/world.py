"""The small company that tests work in, made by the product's own verbs.

company HQ (boss)
  department SERVICE (head of service; her deputy)
    group hotline  (manager Lin; Wang, Zhao)      online consultations, 30 s and 5 min
    group returns  (manager Lin; Zhao)
  department FINANCE (head of finance)
    group finance  (Qian)
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from helpdesk.accounts import availability
from helpdesk.accounts.agents import AgentDocument, save_agent
from helpdesk.accounts.groups import GroupDocument, UnitDocument, save_group, save_unit, set_group_members
from helpdesk.accounts.models import Presence, UnitKind
from helpdesk.accounts.roster import plan_shift
from helpdesk.app import Runtime
from helpdesk.calendars import tables
from helpdesk.configuration import versions
from helpdesk.events.sequencer import sequence
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.settings import Settings
from helpdesk.packs.pack import load

Documents = dict[str, dict[UUID, dict[str, Any]]]
NAMESPACE = UUID("6f0a9c1e-3f5b-5c1d-9b1a-0c1d2e3f4a5b")
LEVELS = [{"after": "PT0S"}, {"after": "PT5M"}, {"after": "PT10M"}]


def key(name: str) -> UUID:
    """A fixed id for a name."""
    return uuid5(NAMESPACE, name)


@dataclass(slots=True)
class World:
    """Ids by name."""

    agents: dict[str, UUID] = field(default_factory=dict)
    groups: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)


AGENTS: dict[str, tuple[list[str], list[str]]] = {
    "wang": (["AGENT"], ["refunds"]),
    "zhao": (["AGENT"], []),
    "lin": (["SUPERVISOR"], []),
    "qian": (["AGENT"], []),
    "head": (["MANAGER"], []),
    "deputy": (["MANAGER"], []),
    "cfo": (["MANAGER"], []),
    "boss": (["MANAGER"], []),
    "admin": (["ADMIN"], []),
}


def make(url: str, settings: Settings, now: datetime) -> World:
    """Fill an empty, migrated database."""
    return asyncio.run(_make(url, settings, now))


async def _make(url: str, settings: Settings, now: datetime) -> World:
    runtime = Runtime.build(settings, url, clock=StoppedClock(now))
    world = World()
    await runtime.transactor.run(SYSTEM, tables.learn_packaged)
    await runtime.transactor.run(SYSTEM, lambda work: _organisation(work, world))
    await runtime.transactor.run(SYSTEM, lambda work: _configuration(work, world))
    async with runtime.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM outbox")
    while await sequence(runtime.engine):
        pass
    await runtime.engine.dispose()
    return world


async def _organisation(work: UnitOfWork, world: World) -> None:
    for name, (roles, skills) in AGENTS.items():
        document = AgentDocument(external_key=name, name=name.title(), roles=roles, skills=skills, capacity=5)
        world.agents[name] = (await save_agent(work, document)).id
    people = world.agents
    units = world.units
    for code, kind, parent, manager, deputy in (
        ("HQ", UnitKind.COMPANY, None, "boss", None),
        ("SERVICE", UnitKind.DEPARTMENT, "HQ", "head", "deputy"),
        ("FINANCE", UnitKind.DEPARTMENT, "HQ", "cfo", None),
    ):
        document = UnitDocument(
            kind=kind, code=code, name_zh=code, name_en=code, parent_id=units.get(parent or ""),
            manager_id=people[manager], deputy_id=people.get(deputy or ""),
        )  # fmt: skip
        units[code] = (await save_unit(work, document)).id
    for code, unit, manager, members in (
        ("hotline", "SERVICE", "lin", ["wang", "zhao"]),
        ("returns", "SERVICE", "lin", ["zhao"]),
        ("finance", "FINANCE", "cfo", ["qian"]),
    ):
        group = await save_group(
            work,
            GroupDocument(
                code=code,
                name_zh=f"{code}组",
                name_en=code,
                department_id=units[unit],
                manager_id=people[manager],
            ),
        )
        world.groups[code] = group.id
        await set_group_members(work, group_id=group.id, agent_ids=[people[name] for name in members])
    for name in ("wang", "zhao", "qian"):
        await plan_shift(
            work,
            agent_id=people[name],
            starts_at=work.now - timedelta(hours=2),
            ends_at=work.now + timedelta(days=30),
        )
        await availability.set_availability(work, presence=Presence.ONLINE, agent_id=people[name])


async def _configuration(work: UnitOfWork, world: World) -> None:
    documents = configuration(world)
    world.items = {document["code"]: name for name, document in documents["service_item"].items()}
    await versions.publish(work, documents, base_version=1, title="tests")


def configuration(world: World) -> Documents:
    """The documents of the tests' configuration, by kind and id."""
    groups = world.groups
    items = {
        "consultation": {"group_id": groups["hotline"], "policy_id": key("fast")},
        "product-use": {"parent_id": key("consultation"), "submittable": True},
        "shipment": {"parent_id": key("consultation"), "submittable": True, "form": SHIPMENT_FORM},
        "refund": {
            "group_id": groups["returns"],
            "policy_id": key("office"),
            "submittable": True,
            "skills": [],
        },
        "invoice": {"group_id": groups["finance"], "policy_id": key("office"), "submittable": True},
        "other": {"submittable": True},
        "retired": {"submittable": True, "active": False},
    }
    return with_procedures(world, {
        "calendar": {
            key("hotline"): {
                "name": {"zh": "热线", "en": "Hotline"}, "time_zone": "Asia/Shanghai",
                "weekly": {day: ["08:30-17:30"] for day in DAYS}, "channels": ["PHONE", "WEB_CHAT"],
            },
            key("office"): {
                "name": {"zh": "办公室", "en": "Office"}, "time_zone": "Asia/Shanghai", "chinese_holidays": True,
                "weekly": {day: ["09:00-18:00"] for day in DAYS[:5]},
            },
        },
        "sla_policy": {
            key("fast"): policy("fast", first="PT5M", following="PT5M", resolution="PT4H", calendar="hotline"),
            key("office"): policy("office", first="PT30M", following="PT30M", resolution="PT9H", calendar="office"),
        },
        "service_item": {
            key(code): {"code": code, "name": {"zh": f"{code}项", "en": code}, **plain(item)}
            for code, item in items.items()
        },
        "desk": {
            key("desk"): {
                "name": {"zh": "总服务台", "en": "Main desk"}, "is_default": True, "honours_ties": True,
                "default_group_id": str(groups["hotline"]),
            }
        },
        "routing_rule": {
            key("big-refund"): {
                "name": {"zh": "加急店铺", "en": "Urgent store"}, "position": 1,
                "when": {"kind": "STORE", "store_codes": ["S009"]},
                "then": {"priority": "URGENT", "add_tags": ["vip"]},
            }
        },
    })  # fmt: skip


def with_procedures(world: World, documents: Documents) -> Documents:
    """The documents with the procedures of `direct-sales`, each with its item and form, worked by our groups."""
    pack = load("direct-sales")
    ours = {group["code"]: world.groups[group_for(group["code"])] for group in pack.groups}
    procedures = pack.documents(ours)["procedure"]
    items = {
        key(document["code"]): {
            "code": document["code"], "name": document["name"], "submittable": True, "procedure_id": str(procedure_id),
            "group_id": str(world.groups["hotline"]), "policy_id": str(key("office")),
            "form": pack.forms[document["code"]],
        }
        for procedure_id, document in procedures.items()
    }  # fmt: skip
    return documents | {"procedure": procedures, "service_item": documents["service_item"] | items}


def group_for(code: str) -> str:
    """Which of our groups stands for a group of a pack."""
    return {"FIN": "finance", "SET": "finance"}.get(code.partition("-")[0], "hotline")


DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
SHIPMENT_FORM = {
    "type": "object",
    "required": ["orderCode"],
    "properties": {
        "orderCode": {"type": "string", "pattern": "^D[0-9]+$"},
        "pieces": {"type": "integer"},
        "phone": {"type": "string", "x-sensitive": "PHONE"},
        "people": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "role": {"type": "string"},
                    "idNumber": {"type": "string", "x-sensitive": True},
                },
            },
        },
        "bankCard": {"type": "string", "x-sensitive": True},
    },
    "additionalProperties": False,
}


def policy(name: str, *, first: str, following: str, resolution: str, calendar: str) -> dict[str, Any]:
    """An SLA policy's document: urgent tickets have a fifth of the resolution time."""
    return {
        "name": {"zh": f"{name}策略", "en": name},
        "calendar_id": str(key(calendar)),
        "promises": [
            {"metric": "FIRST_RESPONSE", "clock": "ONLINE", "targets": {"NORMAL": first}, "escalation": LEVELS},
            {"metric": "NEXT_RESPONSE", "clock": "ONLINE", "targets": {"NORMAL": following}, "escalation": LEVELS},
            {
                "metric": "RESOLUTION", "clock": "BUSINESS", "targets": {"NORMAL": resolution, "URGENT": "PT1H"},
                "escalation": LEVELS,
            },
        ],
    }  # fmt: skip


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """The document with ids as text."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in document.items()}
