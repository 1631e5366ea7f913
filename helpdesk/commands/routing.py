"""`helpdesk routing simulate`: the live routing function, asked about a request that is not submitted."""

from __future__ import annotations

import json as text
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import select

from helpdesk.accounts.models import Agent, AgentGroup
from helpdesk.app import Runtime
from helpdesk.catalog.tree import Catalog
from helpdesk.commands.console import fail, out, show_json, with_runtime
from helpdesk.configuration import versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.routing.engine import Decision
from helpdesk.routing.rules import ROUTING_RULE
from helpdesk.routing.subject import RoutingSubject
from helpdesk.tickets import assignment

routing = typer.Typer(help="Who would get a request, and why.", no_args_is_help=True)


@routing.callback()
def _group() -> None:
    """Keep `simulate` a command of its own."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A decision with the names behind its ids."""

    decision: Decision
    snapshot: Snapshot
    names: dict[Any, str]


@routing.command()
def simulate(
    item: Annotated[str, typer.Argument(help="Code of the service item, as `complaint`.")],
    *,
    channel: Annotated[Channel, typer.Option(help="How it comes in.")] = Channel.WEB_FORM,
    store: Annotated[str | None, typer.Option(help="Store code.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="As stated by the requester.")] = None,
    grade: Annotated[str | None, typer.Option(help="The requester's customer grade.")] = None,
    form: Annotated[str, typer.Option(help="The form as JSON.")] = "{}",
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Decide about a request with the configuration in force and who is available now. Nothing is kept."""
    given = _form(form)

    async def decide(work: UnitOfWork) -> Simulated:
        snapshot = await versions.current(work)
        found = Catalog.of(snapshot).item_by_code(item, field="item")
        subject = RoutingSubject(found.id, channel, store, priority, grade, given)
        decided = await assignment.tried(work, snapshot, subject)
        return Simulated(decided.decision, snapshot, await _names(work, snapshot))

    async def act(runtime: Runtime) -> Simulated:
        return await runtime.transactor.run(SYSTEM, decide)

    simulated = with_runtime(act)
    if json:
        show_json(_document(simulated))
    else:
        _show(simulated)


def _form(given: str) -> dict[str, Any]:
    try:
        found = text.loads(given)
    except ValueError as error:
        fail(f"--form is no JSON: {error}")
    if not isinstance(found, dict):
        fail("--form must be a JSON object.")
    return found


async def _names(work: UnitOfWork, snapshot: Snapshot) -> dict[Any, str]:
    """What is behind the ids of agents, groups, items, desks and rules."""
    names: dict[Any, str] = {}
    names.update((await work.session.execute(select(Agent.id, Agent.name))).all())
    names.update((await work.session.execute(select(AgentGroup.id, AgentGroup.name_zh))).all())
    catalog = Catalog.of(snapshot)
    names.update({entry.id: entry.name.zh for entry in catalog.items.values()})
    names.update({entry.id: entry.name.zh for entry in catalog.desks.values()})
    names.update({entry.id: entry.name.zh for entry in snapshot.of(ROUTING_RULE).values()})
    return names


def _document(simulated: Simulated) -> dict[str, Any]:
    route, choice, names = simulated.decision.route, simulated.decision.choice, simulated.names
    return {
        "configurationVersion": route.configuration_version,
        "group": {"id": route.group_id, "name": names[route.group_id]},
        "because": names.get(route.group_rule_id or route.node_id),
        "desk": names.get(route.desk_id),
        "rules": [names[rule] for rule in route.rule_ids],
        "priority": route.priority,
        "tags": route.tags,
        "skills": route.skills,
        "agent": names.get(choice.agent_id),
        "why": choice.why,
        "others": {names[reason.agent_id]: reason.obstacles for reason in choice.reasons if reason.obstacles},
    }


def _show(simulated: Simulated) -> None:
    found = _document(simulated)
    route = simulated.decision.route
    origin = "rule" if route.group_rule_id else "inherited from"
    out.print(f"Group     [bold]{found['group']['name']}[/]  ({origin} {found['because']})")
    out.print(f"Desk      {found['desk'] or '–'}")
    out.print(f"Rules     {', '.join(found['rules']) or 'none applies'}")
    out.print(f"Priority  {route.priority}   Tags  {', '.join(route.tags) or '–'}")
    why = found["why"].lower().replace("_", " ")
    out.print(f"Agent     [bold]{found['agent'] or 'nobody now; it waits in the queue'}[/]  ({why})")
    if found["others"]:
        table = Table("not chosen", "because", header_style="bold")
        for name, obstacles in found["others"].items():
            table.add_row(name, ", ".join(one.lower().replace("_", " ") for one in obstacles))
        out.print(table)
