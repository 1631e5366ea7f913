"""What publishing refuses in call plans and scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.accounts.models import AgentGroup
from helpdesk.calls.plans import CALL_PLAN, AfterComplaint, CallPlan
from helpdesk.calls.scripts import CALL_SCRIPT, CallScript, faults
from helpdesk.catalog import forms
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Check, EntryRefused, Snapshot
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.sla.kinds import CALENDAR


async def scripts_fit(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Every node is reached and leads to an outcome; what an outcome opens can be opened by a call."""
    catalog = Catalog.of(snapshot)
    scripts = snapshot.of(CALL_SCRIPT).values()
    codes = Counter(script.code for script in scripts)
    return [
        EntryRefused(CALL_SCRIPT.name, script.code, *fault)
        for script in scripts
        for fault in (*_twice(codes[script.code]), *faults(script), *_unopenable(script, catalog))
    ]


async def plans_fit(session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Plans name scripts, calendars, groups and service items that are there."""
    plans = snapshot.of(CALL_PLAN).values()
    codes = Counter(plan.code for plan in plans)
    groups = set(
        await session.scalars(
            select(AgentGroup.id).where(
                AgentGroup.id.in_({plan.group_id for plan in plans}), AgentGroup.active
            )
        )
        if plans
        else ()
    )
    return [
        EntryRefused(CALL_PLAN.name, plan.code, *fault)
        for plan in plans
        for fault in (*_twice(codes[plan.code]), *_unknown(plan, snapshot, has_group=plan.group_id in groups))
    ]


CHECKS: tuple[Check, ...] = (scripts_fit, plans_fit)


def _twice(count: int) -> Iterator[tuple[str, str]]:
    if count > 1:
        yield "its code is used twice", "编号重复"


def _unopenable(script: CallScript, catalog: Catalog) -> Iterator[tuple[str, str]]:
    opened = {
        answer.opens_item_id for node in script.nodes for answer in node.answers if answer.opens_item_id
    }
    for item_id in sorted(opened):
        if item_id not in catalog.items:
            yield f"there is no item {item_id}", f"服务项 {item_id} 不存在"
            continue
        try:
            catalog.submittable(item_id, field="opens_item_id")
            forms.check(catalog, item_id, None)
        except (HelpdeskError, Several):
            yield (
                f"item {catalog.items[item_id].code} takes no ticket from a call",
                f"服务项 {catalog.items[item_id].code} 不能由回访直接建单",
            )


def _unknown(plan: CallPlan, snapshot: Snapshot, *, has_group: bool) -> Iterator[tuple[str, str]]:
    if not has_group:
        yield f"there is no group {plan.group_id} in use", f"客服组 {plan.group_id} 不存在或已停用"
    if plan.calendar_id not in snapshot.of(CALENDAR):
        yield f"there is no calendar {plan.calendar_id}", f"日历 {plan.calendar_id} 不存在"
    if plan.script_id is not None and plan.script_id not in snapshot.of(CALL_SCRIPT):
        yield f"there is no script {plan.script_id}", f"话术 {plan.script_id} 不存在"
    if isinstance(plan.trigger, AfterComplaint):
        items = Catalog.of(snapshot).items
        for item_id in plan.trigger.item_ids:
            if item_id not in items:
                yield f"there is no item {item_id}", f"服务项 {item_id} 不存在"
