"""The organisation beyond the tests' small company: vacancies, people who left, rosters, programs."""

from __future__ import annotations

from datetime import datetime

from helpdesk.accounts import availability, roster
from helpdesk.accounts.agents import AgentDocument, save_agent, save_integration
from helpdesk.accounts.groups import GroupDocument, UnitDocument, save_group, save_unit, set_group_members
from helpdesk.accounts.models import Presence, UnitKind
from tests.features.tickets.build import shanghai
from tests.oracle.world.stage import Stage

NEWCOMERS = {
    "sun": AgentDocument("sun", "孙一", roles=["AGENT"], skills=["english", "refunds"], capacity=3),
    "zhou": AgentDocument("zhou", "Zhou", roles=["SUPERVISOR"], skills=[], capacity=2, language="en"),
    "idle": AgentDocument("idle", "Nobody's", roles=[], capacity=0, language="en"),
}


async def make(stage: Stage) -> None:
    """Everybody, and where they belong."""
    for name, document in NEWCOMERS.items():
        stage.world.agents[name] = (await stage.do(stage.admin, save_agent, document)).id
    await _units_and_groups(stage)
    await _rosters(stage)
    for key, name, active in (("erp", "ERP", True), ("crm", "旧 CRM", True), ("mall", "商城", True)):
        await stage.do(stage.admin, save_integration, external_key=key, name=name, active=active)
    await stage.do(stage.admin, save_integration, external_key="crm", name="旧 CRM", active=False)


async def _units_and_groups(stage: Stage) -> None:
    people, units, groups = stage.world.agents, stage.world.units, stage.world.groups
    vacant = UnitDocument(
        kind=UnitKind.DEPARTMENT, code="VACANT", name_zh="空缺部", name_en="Vacant", parent_id=units["HQ"]
    )
    units["VACANT"] = (await stage.do(stage.admin, save_unit, vacant)).id
    for code, unit, manager, deputy, members in (
        ("vip", "VACANT", None, "zhou", ["wang", "sun", "zhou"]),
        ("night", None, "sun", None, []),
    ):
        document = GroupDocument(
            code=code, name_zh=f"{code}组", name_en=code.title(), department_id=units.get(unit or ""),
            manager_id=people.get(manager or ""), deputy_id=people.get(deputy or ""),
        )  # fmt: skip
        groups[code] = (await stage.do(stage.admin, save_group, document)).id
        chosen = [people[name] for name in members]
        await stage.do(stage.admin, set_group_members, group_id=groups[code], agent_ids=chosen)
    closed = GroupDocument(code="night", name_zh="夜班组", name_en="Night", active=False)
    await stage.do(stage.admin, save_group, closed, group_id=groups["night"])


async def _rosters(stage: Stage) -> None:
    people = stage.world.agents

    def between(begin: str, end: str) -> dict[str, datetime]:
        return {"starts_at": shanghai(begin), "ends_at": shanghai(end)}

    for name, begin, end in (
        ("sun", "2026-11-16 08:00", "2026-12-16 18:00"),
        ("zhou", "2026-11-17 08:30", "2026-11-17 17:30"),
        ("zhou", "2026-11-18 08:30", "2026-11-18 17:30"),
    ):
        await stage.do(stage.admin, roster.plan_shift, agent_id=people[name], **between(begin, end))
    gone = await stage.do(
        stage.admin,
        roster.plan_shift,
        agent_id=people["zhou"],
        **between("2026-12-01 09:00", "2026-12-01 12:00"),
    )
    await stage.do(stage.admin, roster.remove_shift, shift_id=gone.id)
    for name, begin, end, reason in (
        ("zhao", "2026-11-20 00:00", "2026-11-23 00:00", "年假"),
        ("zhou", "2026-11-18 12:00", "2026-11-19 00:00", ""),
        ("lin", "2026-12-24 00:00", "2026-12-27 00:00", "探亲"),
        ("qian", "2026-11-10 00:00", "2026-11-12 00:00", "病假"),
    ):
        await stage.do(
            stage.admin, roster.record_leave, agent_id=people[name], reason=reason, **between(begin, end)
        )
    for name, presence in (("sun", Presence.ONLINE), ("zhou", Presence.AWAY)):
        await stage.do(stage.admin, availability.set_availability, presence=presence, agent_id=people[name])


async def leave(stage: Stage, name: str) -> None:
    """Somebody no longer works here; what they had and wrote stays theirs."""
    document = AgentDocument("sun", "孙一", roles=["AGENT"], skills=["english"], capacity=3, active=False)
    await stage.do(stage.admin, save_agent, document, agent_id=stage.world.agents[name])
