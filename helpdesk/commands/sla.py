"""`helpdesk sla explain`: why each of a ticket's clocks is due when it is, from the log alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from sqlalchemy import select

from helpdesk.app import Runtime
from helpdesk.commands.console import fail, out, show_json, with_runtime
from helpdesk.configuration.versions import Configurations
from helpdesk.events.log import history
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.sla.clocks import fold
from helpdesk.sla.events import by_clock
from helpdesk.sla.explain import Stretch, Why, explain
from helpdesk.sla.kinds import SLA_POLICY
from helpdesk.sla.open_hours import OpenHoursCache
from helpdesk.sla.state import ClockState
from helpdesk.sla.terms import BusinessDays, Metric, Target
from helpdesk.tickets.models import Ticket

sla = typer.Typer(help="Service levels: what was promised, and how its clocks ran.", no_args_is_help=True)
_SHOWN = {
    Why.COUNTED: "[green]counted[/]",
    Why.CLOSED: "[dim]closed[/]",
    Why.PAUSED: "[yellow]stopped[/]",
    Why.MET: "[dim]met[/]",
}


@sla.callback()
def _group() -> None:
    """Keep `explain` a command of its own."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One clock: what it was held to, its state, every stretch of its time."""

    metric: Metric
    instance: int
    policy: str
    state: ClockState
    stretches: list[Stretch]


@sla.command("explain")
def explain_ticket(
    number: Annotated[int, typer.Argument(help="The ticket's number.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show every stretch of time of a ticket's clocks: counted, closed or stopped, and why."""

    async def act(runtime: Runtime) -> tuple[list[Explained], datetime, ZoneInfo]:
        async with runtime.transactor.begin(SYSTEM) as work:
            zone = ZoneInfo(runtime.settings.time_zone)
            return await _explained(work, number), work.now, zone

    clocks, now, zone = with_runtime(act)
    if json:
        show_json([_document(one) for one in clocks])
        return
    for one in clocks:
        _show(one, now, zone)


async def _explained(work: UnitOfWork, number: int) -> list[Explained]:
    ticket = await work.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        fail(f"There is no ticket {number}.")
    snapshot = await work.resource(Configurations).get(work.session, ticket.configuration_version)
    hours = await work.resource(OpenHoursCache).of(work.session, snapshot)
    policies = snapshot.of(SLA_POLICY)
    found = []
    for (metric, instance), events in by_clock(await history(work.session, "ticket", ticket.id)).items():
        state = fold(events, hours)
        policy = policies.get(state.terms.policy_id) if state.terms.policy_id else None
        name = f"{policy.name.zh} · {policy.name.en}" if policy else "–"
        found.append(Explained(metric, instance, name, state, explain(events, hours, work.now)))
    return found


def _show(clock: Explained, now: datetime, zone: ZoneInfo) -> None:
    state, terms = clock.state, clock.state.terms
    name = clock.metric.lower().replace("_", " ")
    again = f" (no. {clock.instance})" if clock.instance > 1 else ""
    out.print(f"\n[bold]{name}{again}[/]  {clock.policy}")
    promised = f"promised {_length(terms.target)} of {terms.clock.lower()} time"
    due = _due(clock)
    out.print(f"  {promised}; {_ended(state, zone)}" + (f"; due {_local(due, zone)}" if due else ""))
    table = Table(header_style="bold")
    for heading in ("from", "until", "", "counted"):
        table.add_column(heading, no_wrap=bool(heading))
    for stretch in clock.stretches:
        ahead = "  [dim]if nothing happens[/]" if stretch.ends > now else ""
        why = _SHOWN[stretch.why] + (
            f" until {stretch.awaiting.lower().replace('_', ' ')}" if stretch.awaiting else ""
        )
        table.add_row(
            _local(stretch.begins, zone),
            _local(stretch.ends, zone),
            why + ahead,
            _length(stretch.elapsed.time),
        )
    out.print(table)


def _document(clock: Explained) -> dict[str, Any]:
    state, terms = clock.state, clock.state.terms
    return {
        "metric": clock.metric,
        "instance": clock.instance,
        "policy": clock.policy,
        "clock": terms.clock,
        "target": terms.model_dump(mode="json")["target"],
        "phase": state.phase,
        "dueAt": _due(clock),
        "breachedAt": state.breached_at,
        "metAt": state.met_at,
        "level": state.level,
        "configurationVersion": terms.configuration_version,
        "stretches": [
            {
                "from": stretch.begins,
                "until": stretch.ends,
                "why": stretch.why,
                "awaiting": stretch.awaiting,
                "countedSeconds": stretch.elapsed.time.total_seconds(),
                "countedBusinessDays": str(stretch.elapsed.days),
            }
            for stretch in clock.stretches
        ],
    }


def _due(clock: Explained) -> datetime | None:
    return clock.state.breached_at or (clock.state.due.at if clock.state.due else None)


def _ended(state: ClockState, zone: ZoneInfo) -> str:
    if state.met_at is not None:
        late = ", late" if state.breached_at else ", in time"
        return f"kept at {_local(state.met_at, zone)}{late}"
    if state.breached_at is not None:
        return f"broken; escalation level {state.level}"
    return state.phase.lower()


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _length(length: Target) -> str:
    if isinstance(length, BusinessDays):
        return f"{length.business_days} business days"
    if not isinstance(length, timedelta):
        return length.model_dump_json(exclude_defaults=True)
    return str(timedelta(seconds=round(length.total_seconds())))
