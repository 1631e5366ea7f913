"""A desk whose item `refund` has a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from tests.features.procedures.house import House
from tests.features.tickets.build import Desk
from tests.world import World, key

Documents = dict[str, dict[UUID, dict[str, Any]]]


def named(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": f"{text}（中文）", "en": text}


def outcome(code: str, **what: Any) -> dict[str, Any]:
    """An outcome of a step."""
    return {"code": code, "title": named(code), **what}


def step(code: str, *outcomes: dict[str, Any], **what: Any) -> dict[str, Any]:
    """A step of a procedure."""
    return {"code": code, "title": named(code), "outcomes": list(outcomes), **what}


def procedure(world: World) -> dict[str, Any]:
    """Check, then in parallel the money and a word from the buyer; a refusal ends it."""
    return {
        "code": "refund",
        "name": named("refund"),
        "first": "CHECK",
        "steps": [
            step(
                "CHECK",
                outcome("RIGHT", then=["PAY", "HEAR"], guards=["not_the_submitter"]),
                outcome("WRONG", end="DECLINED", note="REQUIRED", reason="NOT_OURS"),
                clock={"kind": "WALL", "target": "PT5M"},
            ),
            step(
                "PAY",
                outcome(
                    "PAID",
                    closes=True,
                    fields={
                        "type": "object", "required": ["reference"], "additionalProperties": False,
                        "properties": {"reference": {"type": "string", "minLength": 3}},
                    },
                ),
                group_id=str(world.groups["finance"]),
            ),
            step("HEAR", outcome("HEARD", closes=True), taken_by="GROUP_MANAGER"),
        ],
        "answers": {"NOT_OURS": named("We do not refund this")},
    }  # fmt: skip


def with_procedure(world: World, documents: Documents, document: dict[str, Any]) -> None:
    """Give the item `refund` a procedure."""
    documents["procedure"] = {key("procedure"): document}
    documents["service_item"][world.items["refund"]]["procedure_id"] = str(key("procedure"))


@pytest.fixture
async def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """Everybody is on duty; refunds go by a procedure."""
    made = Desk(transactor, world, clock)
    await made.publish(lambda documents: with_procedure(world, documents, procedure(world)))
    return made


@pytest.fixture
def house(database_url: str, world: World) -> Iterator[House]:
    """A helpdesk for a machine."""
    found = House(database_url, world)
    yield found
    found.close()
