"""`helpdesk clock`: what the shared clock shows, and moving it in demo and test mode."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from helpdesk.app import Runtime
from helpdesk.commands.console import fail, out, settings, show_json, with_runtime
from helpdesk.events import shared_clock
from helpdesk.kit.settings import read_offset

clock = typer.Typer(help="The clock that all processes share in demo and test mode.", no_args_is_help=True)


@clock.command()
def show(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Say what the clock shows and how fast it runs."""

    async def act(runtime: Runtime) -> None:
        async with runtime.engine.connect() as connection:
            setting = await shared_clock.load(connection)
        if runtime.settings.mode == "production":
            setting = None
        now = runtime.clock.now().astimezone(ZoneInfo(runtime.settings.time_zone))
        speed = setting.speed if setting else 1.0
        if json:
            show_json({"now": now.isoformat(), "speed": speed, "moved": setting is not None})
        else:
            out.print(f"{now:%Y-%m-%d %H:%M:%S %Z} · speed {speed:g} · {'moved' if setting else 'real time'}")

    with_runtime(act)


@clock.command("set")
def set_(
    to: Annotated[str, typer.Argument(help="An instant (2026-11-20T10:00:00+08:00), an offset to real time "
                                           "(PT2H) or `now` to keep what it shows.")],
    speed: Annotated[float, typer.Argument(help="How many times as fast as real time.", min=0.001, max=100_000)] = 1.0,
) -> None:  # fmt: skip
    """Move the clock for every process at once."""
    if settings().mode == "production":
        fail("The clock moves only in demo and test mode.", hint="Set HELPDESK_MODE=demo.")
    wanted = None if to == "now" else _offset(to)

    async def act(runtime: Runtime) -> None:
        async with runtime.engine.begin() as connection:
            setting = await shared_clock.move(
                connection, runtime.clock.now() if wanted is None else wanted, speed
            )
        shown = setting.shown.astimezone(ZoneInfo(runtime.settings.time_zone))
        out.print(f"[green]✓[/] {shown:%Y-%m-%d %H:%M:%S %Z} · speed {speed:g}")

    with_runtime(act)


def _offset(text: str) -> datetime | timedelta:
    try:
        return read_offset(text)
    except ValueError as error:
        fail(f"{text!r} is neither an instant nor an offset: {error}")
