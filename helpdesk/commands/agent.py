"""`helpdesk agent`: the first people of a helpdesk, before anybody is there to save them over the API."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import select

from helpdesk.accounts import agents, groups
from helpdesk.accounts.agents import AgentDocument
from helpdesk.accounts.groups import GroupDocument, UnitDocument
from helpdesk.accounts.models import Agent, AgentGroup, GroupMember, OrganisationUnit, UnitKind
from helpdesk.app import Runtime
from helpdesk.commands.console import out, show_json, with_runtime
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import NotFound
from helpdesk.notify import preferences
from helpdesk.notify.preferences import ContactChanges

agent = typer.Typer(help="Agents and the groups that they work in.", no_args_is_help=True)


@agent.command()
def add(
    key: Annotated[str, typer.Argument(help="The `sub` of their token, as your platform signs it.")],
    *,
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[
        list[str] | None, typer.Option(help="AGENT, SUPERVISOR, MANAGER or ADMIN; repeat it.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="Code of a group that they work in; repeat it.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Make an agent, and put them into groups. Who is there already keeps roles and name, and joins the groups."""

    async def act(runtime: Runtime) -> dict[str, object]:
        return await runtime.transactor.run(SYSTEM, lambda work: _added(work, key, name, role, group or []))

    done = with_runtime(act)
    if json:
        show_json(done)
        return
    made = "was made" if done["made"] else "was there already"
    joined = ", ".join(group or []) or "no further group"
    out.print(f"[green]✓[/] {key} {made}; works in {joined}.")


@agent.command()
def lead(
    key: Annotated[str, typer.Argument(help="The agent's key.")],
    codes: Annotated[list[str], typer.Argument(help="Codes of groups, departments or the company.")],
    *,
    deputy: Annotated[bool, typer.Option("--deputy", help="As the deputy, not the manager.")] = False,
) -> None:
    """Let an agent lead groups, departments or the company: whom escalations and approvals ask."""
    seat = "deputy_id" if deputy else "manager_id"

    async def act(runtime: Runtime) -> None:
        await runtime.transactor.run(SYSTEM, lambda work: _lead(work, key, codes, seat))

    with_runtime(act)
    out.print(f"[green]✓[/] {key} is {'deputy' if deputy else 'manager'} of {', '.join(codes)}.")


@agent.command()
def contact(
    key: Annotated[str, typer.Argument(help="The agent's key.")],
    *,
    email: Annotated[
        str | None, typer.Option(help="Where they are written to; an empty text takes it away.")
    ] = None,
    mobile: Annotated[
        str | None, typer.Option(help="Where they get SMS; an empty text takes it away.")
    ] = None,
) -> None:
    """Let an agent be told of escalations and the like by e-mail and SMS. Addresses are kept sealed."""
    changes: ContactChanges = {}
    if email is not None:
        changes["email"] = email or None
    if mobile is not None:
        changes["mobile"] = mobile or None

    async def act(runtime: Runtime) -> None:
        await runtime.transactor.run(SYSTEM, lambda work: _reach(work, key, changes))

    with_runtime(act)
    out.print(f"[green]✓[/] {key}: {', '.join(changes) or 'nothing'} set.")


async def _reach(work: UnitOfWork, key: str, changes: ContactChanges) -> None:
    who = await work.session.scalar(select(Agent.id).where(Agent.external_key == key, Agent.active))
    if who is None:
        raise NotFound(field="key", what="agent", id=key)
    await preferences.save(work, agent_id=who, changes=changes)


@agent.command("list")
def list_(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Name the agents, their roles and groups; groups in which nobody works, and seats that are vacant."""

    async def act(runtime: Runtime) -> tuple[list[dict[str, object]], list[str], list[str]]:
        return await runtime.transactor.run(SYSTEM, _everybody)

    people, empty, unled = with_runtime(act)
    if json:
        show_json({"agents": people, "groups_without_agents": empty, "without_manager": unled})
        return
    table = Table("key", "name", "roles", "groups", header_style="bold")
    for one in people:
        table.add_row(*(", ".join(part) if isinstance(part, list) else str(part) for part in one.values()))
    out.print(table)
    if empty:
        out.print(f"Nobody works in {', '.join(empty)}.")
    for line in told_of_vacant(unled):
        out.print(line)


def told_of_vacant(unled: list[str]) -> list[str]:
    """What it means that nobody leads some groups and departments, and what to do about it."""
    if not unled:
        return []
    return [
        f"[yellow]![/] Nobody leads {', '.join(unled)}: approvals and escalations ask one level up, at the top nobody.",
        f"  `helpdesk agent lead KEY {unled[0]}` fills a seat.",
    ]


async def vacant(work: UnitOfWork) -> list[str]:
    """Codes of groups, departments and companies without a manager."""
    units = await work.session.scalars(
        select(OrganisationUnit.code)
        .where(OrganisationUnit.manager_id.is_(None))
        .order_by(OrganisationUnit.kind != UnitKind.COMPANY.value, OrganisationUnit.code)
    )
    unled = await work.session.scalars(
        select(AgentGroup.code).where(AgentGroup.active, AgentGroup.manager_id.is_(None))
    )
    return [*units, *sorted(unled)]


async def _lead(work: UnitOfWork, key: str, codes: list[str], seat: str) -> None:
    who = await work.session.scalar(select(Agent.id).where(Agent.external_key == key, Agent.active))
    if who is None:
        raise NotFound(field="key", what="agent", id=key)
    for code in codes:
        group = await work.session.scalar(select(AgentGroup).where(AgentGroup.code == code))
        unit = await work.session.scalar(select(OrganisationUnit).where(OrganisationUnit.code == code))
        if group is not None:
            document = GroupDocument(**_values(group, GroupDocument) | {seat: who})
            await groups.save_group(work, document, group_id=group.id)
        elif unit is not None:
            named = _values(unit, UnitDocument) | {"kind": UnitKind(unit.kind), seat: who}
            await groups.save_unit(work, UnitDocument(**named), unit_id=unit.id)
        else:
            raise NotFound(field="code", what="group or department", id=code)


def _values(entity: AgentGroup | OrganisationUnit, document: type) -> dict[str, Any]:
    return {field.name: getattr(entity, field.name) for field in fields(document)}


async def _added(
    work: UnitOfWork, key: str, name: str, roles: list[str] | None, codes: list[str]
) -> dict[str, object]:
    found = await work.session.scalar(select(Agent).where(Agent.external_key == key))
    made = found is None
    if found is None:
        found = await agents.save_agent(work, AgentDocument(key, name, roles or ["AGENT"]))
        await work.flush()
    for code in codes:
        group = await work.session.scalar(select(AgentGroup).where(AgentGroup.code == code))
        if group is None:
            raise NotFound(field="group", what="agent group", id=code)
        members = await work.session.scalars(
            select(GroupMember.agent_id).where(GroupMember.group_id == group.id)
        )
        await groups.set_group_members(work, group_id=group.id, agent_ids={*members, found.id})
    return {"key": key, "made": made, "groups": codes}


async def _everybody(work: UnitOfWork) -> tuple[list[dict[str, object]], list[str], list[str]]:
    rows = await work.session.execute(
        select(GroupMember.agent_id, AgentGroup.code).join(AgentGroup, AgentGroup.id == GroupMember.group_id)
    )
    works_in: dict[object, list[str]] = {}
    for agent_id, code in rows:
        works_in.setdefault(agent_id, []).append(code)
    everybody = await work.session.scalars(select(Agent).where(Agent.active).order_by(Agent.external_key))
    staffed = {code for codes in works_in.values() for code in codes}
    known = await work.session.scalars(select(AgentGroup.code).where(AgentGroup.active))
    people: list[dict[str, object]] = [
        {
            "key": one.external_key,
            "name": one.name,
            "roles": list(one.roles),
            "groups": sorted(works_in.get(one.id, [])),
        }
        for one in everybody
    ]
    return people, sorted(set(known) - staffed), await vacant(work)
