"""Procedures in every state: running in two groups, declined with a reason, waiting for who submitted it."""

from __future__ import annotations

from typing import Any

from helpdesk.procedures import running
from helpdesk.tickets.models import Ticket
from tests.oracle.world.stage import S001, Stage
from tests.world import key


def definitions(stage: Stage) -> dict[Any, dict[str, Any]]:
    """A procedure with all that a definition can say; and one that only a mutation of its own would begin."""
    amount = {
        "type": "object", "required": ["amount"],
        "properties": {"amount": {"type": "integer"}, "reference": {"type": "string"}},
    }  # fmt: skip
    return {
        key("claims"): {
            "code": "claims", "name": _named("索赔", "Claims"), "first": "CHECK",
            "steps": [
                {
                    "code": "CHECK", "title": _named("核对", "Check"),
                    "clock": {"kind": "BUSINESS", "target": "PT1H", "calendar_id": str(key("office"))},
                    "outcomes": [
                        {"code": "RIGHT", "title": _named("属实", "It is so"), "fields": amount, "then": ["PAY"],
                         "guards": ["not_the_submitter"]},
                        {"code": "WRONG", "title": _named("不属实", "It is not so"), "note": "REQUIRED",
                         "end": "DECLINED", "reason": "NOT_SO"},
                    ],
                },
                {
                    "code": "PAY", "title": _named("付款", "Pay"), "group_id": str(stage.group("finance")),
                    "shows": ["amount"], "outcomes": [{"code": "PAID", "title": _named("已付", "Paid"), "end": "DONE"}],
                },
            ],
            "answers": {"NOT_SO": _named("未能核实", "It could not be verified")},
        },
        key("typed"): {
            "code": "typed", "name": _named("专用", "Typed"), "intake": "submitTyped", "first": "ONLY",
            "steps": [{"code": "ONLY", "title": _named("唯一", "The only one"), "taken_by": "COMPANY_MANAGER",
                       "outcomes": [{"code": "OK", "title": _named("好", "OK"), "closes": True}]}],
            "at_deadline": {"reason": "TOO_LATE"},
        },
    }  # fmt: skip


async def make(stage: Stage, made: dict[str, Ticket]) -> None:
    """Tickets under the item with the procedure."""
    for name, by in (("claim", S001), ("claim declined", S001), ("claim new", S001)):
        made[name] = await stage.submit(by, "claim", title=f"{name}")
    made["claim of an agent"] = await stage.submit(stage.wang, "claim", store_code="S001", title="代提交")
    await stage.do(
        stage.wang, running.take, ticket_id=made["claim"].id, step="CHECK", outcome="RIGHT", note="已电话确认",
        fields={"amount": 12, "reference": "R-1"},
    )  # fmt: skip
    await stage.do(
        stage.lin, running.take, ticket_id=made["claim declined"].id, step="CHECK", outcome="WRONG", note="查无此单",
    )  # fmt: skip


def _named(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
