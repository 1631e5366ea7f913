"""How the scenario tells what happens, for somebody who sees it for the first time."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from helpdesk.demo.client import DidNotHappen
from helpdesk.demo.moment import ZONE

_TELLING = {
    "ticket.submitted": "submitted",
    "ticket.routed": "routed to a group",
    "ticket.assigned": "assigned",
    "ticket.status_changed": "status",
    "ticket.comment_added": "wrote",
    "ticket.priority_changed": "priority",
    "clock.started": "clock started",
    "clock.warned": "75 % of the time is used",
    "clock.breached": "promise broken",
    "clock.escalated": "escalated",
    "clock.acknowledged": "breach taken on",
    "clock.met": "promise kept",
    "clock.paused": "clock stopped",
    "clock.resumed": "clock goes on",
    "ticket.escalation_notified": "people told",
}


class Story:
    """Prints steps and checks; a check that fails ends the scenario."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.checks = 0
        self._began = time.perf_counter()
        self._step = 0

    def step(self, title: str) -> None:
        """Begin the next part."""
        self._step += 1
        took = time.perf_counter() - self._began
        self.console.print(f"\n[bold cyan]{self._step}. {title}[/]  [dim]({took:.0f} s)[/]")

    def say(self, text: str) -> None:
        """A line of what happens."""
        self.console.print(f"   {text}")

    def check(self, what: str, *, holds: bool, found: object = None) -> None:
        """Something that must hold. Raises DidNotHappen saying what did not."""
        if not holds:
            raise DidNotHappen(f"{what}; found {found}" if found is not None else what)
        self.checks += 1
        self.console.print(f"   [green]✓[/] {what}")

    def timeline(self, events: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
        """Who did what when, before → after."""
        table = Table(title="Timeline", title_justify="left", header_style="bold", expand=False)
        for heading in ("when", "who", "what", "before → after"):
            table.add_column(heading, overflow="fold")
        for event in events:
            what = _TELLING.get(event["kind"], event["kind"])
            table.add_row(clock(event["at"]), who(event), what, told(event, names))
        self.console.print(table)

    def end(self) -> None:
        """All of it happened."""
        took = time.perf_counter() - self._began
        self.console.print(f"\n   [bold green]All {self.checks} checks held[/] in {took:.0f} s.")


def clock(instant: str, *, day: bool = False) -> str:
    """The time of day at the platform, with the weekday if wished."""
    local = datetime.fromisoformat(instant).astimezone(ZONE)
    return f"{local:%A %H:%M:%S}" if day else f"{local:%H:%M:%S}"


def length(duration: str | None) -> str:
    """An ISO 8601 duration in words."""
    found = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", duration or "")
    if found is None:
        return "a business day's share" if duration is None else duration
    parts = zip(found.groups(), ("h", "min", "s"), strict=True)
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def words(code: str) -> str:
    """A code as words."""
    return code.lower().replace("_", " ")


def who(event: Mapping[str, Any]) -> str:
    """The acting party."""
    if event["agent"]:
        return str(event["agent"]["name"])
    kind, _, key = str(event["actorKey"]).partition(":")
    return "helpdesk" if kind == "system" else f"{kind} {key}"


def told(event: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What an event says of before and after, ids as names."""
    data = event["data"]
    if "before" in data and "after" in data:
        why = f"  [dim]{words(data['why'])}[/]" if data.get("why") else ""
        return f"{_name(data['before'], names)} → {_name(data['after'], names)}{why}"
    if event["kind"] == "ticket.escalation_notified":
        level = f"level {data['level']}" if data["level"] else words(data["crossing"])
        return f"{level}: " + ", ".join(_name(one, names) for one in data["recipients"])
    if event["kind"] == "clock.escalated":
        return f"{metric(data)}: level {data['level'] - 1} → {data['level']}"
    if event["kind"] == "ticket.comment_added":
        return f"{words(data['by'])}, {words(data['visibility'])}"
    if event["kind"].startswith("clock."):
        waiting = f", until {words(data['awaiting'])}" if "awaiting" in data else ""
        return metric(data) + waiting
    return f"no. {data['number']}, {data['channel']}" if "number" in data else ""


def metric(data: Mapping[str, Any]) -> str:
    """A clock in words."""
    return words(data["metric"])


def _name(value: object, names: Mapping[str, str]) -> str:
    return "–" if value is None else names.get(str(value), str(value))
