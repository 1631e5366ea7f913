"""What every command shares: settings, output for people and for machines, failures as one clear line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import DBAPIError

from helpdesk.app import Runtime, database_url
from helpdesk.events import shared_clock
from helpdesk.kit import logging
from helpdesk.kit.clock import RunningClock
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.kit.settings import Settings, load

Outcome = TypeVar("Outcome")
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def settings(**values: object) -> Settings:
    """The settings of this process, with its logging set up. Raises SettingsError."""
    found = load(**values)
    logging.configure(found.log_level, form="json" if found.mode == "production" else "console")
    return found


def fail(message: str, *, hint: str = "", code: int = 1) -> NoReturn:
    """Say what went wrong and what to do about it, and end with a code."""
    err.print(f"[bold red]✗[/] {message}")
    if hint:
        err.print(f"  {hint}")
    raise typer.Exit(code)


def show_json(document: Any) -> None:
    """A document for machines on stdout."""
    text = orjson.dumps(document, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
    typer.echo(text.decode())


def progress() -> Progress:
    """Bars for long work, on stderr, where a person looks at it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


@contextmanager
def failures() -> Iterator[None]:
    """Expected failures as messages; a database that is away or not migrated too."""
    try:
        yield
    except (HelpdeskError, Several) as error:
        found = error.errors if isinstance(error, Several) else [error]
        for one in found[:20]:
            err.print(f"[bold red]✗[/] {one.message('en')}", markup=True)
        if len(found) > 20:
            err.print(f"  … and {len(found) - 20} more")
        raise typer.Exit(1) from None
    except DBAPIError as error:
        fail(f"The database refused: {str(error.orig).strip()}", hint="Look closer with `helpdesk doctor`.")


def with_runtime(act: Callable[[Runtime], Coroutine[Any, Any, Outcome]]) -> Outcome:
    """Run `act` with this process's wiring on a loop of its own; nothing runs in the background."""
    found = settings()
    url = database_url(found)

    async def run() -> Outcome:
        runtime = Runtime.build(found, url)
        try:
            await take_shared_clock(runtime)
            return await act(runtime)
        finally:
            await runtime.engine.dispose()

    with failures():
        return asyncio.run(run())


async def take_shared_clock(runtime: Runtime) -> None:
    """In demo and test mode, show what the shared clock shows."""
    if runtime.settings.mode != "production" and isinstance(runtime.clock, RunningClock):
        async with runtime.engine.connect() as connection:
            runtime.clock.setting = await shared_clock.load(connection)
