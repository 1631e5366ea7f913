"""Call plans and planned calls in every state, made last: nothing before them depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from helpdesk.calls import generation, making, messages, refusing
from helpdesk.calls.making import Report
from helpdesk.calls.models import PlannedCall
from helpdesk.calls.scripts import Said
from helpdesk.customers import profiles
from helpdesk.kit.actor import SYSTEM
from helpdesk.tickets.models import Ticket
from tests.features.calls import build
from tests.oracle.world.stage import Stage
from tests.world import key

GOOD = [Said("ring", "reached"), Said("ask", "good")]


def documents(stage: Stage) -> dict[str, dict[UUID, dict[str, Any]]]:
    """A script, and a plan of each kind; who does not answer the trip's call is not tried again."""
    group = stage.group("hotline")
    trip = {"kind": "OCCASION", "window": {"from_day": 0, "to_day": 9}}
    more = {
        key("plan-trip"): build.plan("trip", trip, group, most_attempts=1, message=None),
        key("plan-card"): build.plan(
            "card", trip | {"channel": "SMS"}, group, script_id=None, retry_after="PT30M", active=True
        ),
        key("plan-old"): build.plan("old", {"kind": "QUARTERLY", "grades": ["A", "V"]}, group, active=False),
    }
    return {"call_script": {key("script"): build.script()}, "call_plan": build.plans(group) | more}


async def make(stage: Stage, tickets: Mapping[str, Ticket]) -> None:
    """Done, missed, postponed, due, cancelled, sent; a customer who wants no more."""
    by_member = profiles.found_or_made_by_member
    own, key_account = [(await stage.do(stage.wang, by_member, code)).id for code in ("M1", "M9")]
    british = (await stage.do(stage.wang, profiles.found_or_made_by_phone, "+442079460000")).id
    stage.wait(hours=18)
    made: dict[str, PlannedCall] = {}
    for name, customer_id, plan, order in (
        ("done", own, "trip", "D1"), ("missed", own, "trip", "D2"), ("postponed", key_account, "trip", "D3"),
        ("put off", key_account, "trip", None), ("due", key_account, "receipt", "D3"),
        ("refused", british, "trip", None), ("sent", own, "card", None),
    ):  # fmt: skip
        made[name] = await stage.do(
            SYSTEM, generation.plan_call, plan_code=plan, customer_id=customer_id, order_code=order,
            happened_at=stage.clock.now() - timedelta(hours=1),
        )  # fmt: skip
    await _record(stage, made["done"], Report(GOOD, "很满意", recording_reference="rec-7"))
    await _record(stage, made["missed"], Report([Said("ring", "nobody")]))
    named = stage.clock.now().replace(microsecond=0) + timedelta(days=1)
    path = [Said("ring", "reached"), Said("ask", "later")]
    await _record(stage, made["postponed"], Report(path, "开会中", named))
    until = made["put off"].due - timedelta(hours=9)
    await stage.do(stage.lin, making.postpone, call_id=made["put off"].id, until=until)
    await stage.do(stage.wang, refusing.do_not_call, customer_id=british, reason="不需要回访")
    await stage.do(SYSTEM, messages.sent, call_id=made["sent"].id)
    await stage.do(SYSTEM, generation.plan_by_date)
    tied = {"ticket_id": tickets["solved"].id, "opened_ticket_id": tickets["waiting"].id}
    async with stage.transactor.engine.begin() as connection:  # a ticket more would be in everybody's lists
        await connection.execute(update(PlannedCall).where(PlannedCall.id == made["done"].id).values(**tied))


async def _record(stage: Stage, call: PlannedCall, report: Report) -> None:
    await stage.do(stage.wang, making.record, call_id=call.id, report=report)
