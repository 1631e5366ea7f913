"""`helpdesk demo`: everything set up and running, with the main job played once; `helpdesk demo scenario`: others."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import httpx
import typer

from helpdesk.app import database_url
from helpdesk.commands.console import fail, out
from helpdesk.demo.client import DidNotHappen
from helpdesk.demo.environment import demo_settings
from helpdesk.demo.house import CannotStart, House, answers
from helpdesk.demo.processes import ChildDied, is_free
from helpdesk.demo.scenarios import MAIN, SCENARIOS
from helpdesk.demo.scenarios.stage import opened
from helpdesk.demo.tokens import Tokens, bearer_of
from helpdesk.kit import logging
from helpdesk.kit.database import create_engine
from helpdesk.kit.settings import Settings

demo = typer.Typer(help="A helpdesk with demo data on this machine, and its main job played once.")
Home = Annotated[Path | None, typer.Option(help="Where the database and files live (HELPDESK_HOME).")]


@demo.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    *,
    scenario: Annotated[bool, typer.Option("--scenario/--no-scenario", help="Play the scenario.")] = True,
    once: Annotated[bool, typer.Option("--once", help="End after the scenario; 1 when it failed.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the embedded database running.")] = False,
    home: Home = None,
) -> None:
    """Set up everything, print addresses and tokens, play the scenario, stay up until Ctrl-C."""
    if context.invoked_subcommand is not None:
        return
    settings = demo_settings(home)
    logging.configure("WARNING", form="console")
    with _hosted(settings, keep=keep) as (house, stop):
        if not once:
            _addresses(settings)
        played = _play(settings, MAIN) if scenario else True
        if once:
            raise typer.Exit(0 if played else 1)
        out.print(
            "\n[bold]The demo is up.[/] Ctrl-C stops it. Other scenarios: [bold]helpdesk demo scenario[/]"
        )
        while not stop.wait(1):
            house.children.require_alive()


@demo.command("scenario")
def play_one(
    name: Annotated[str | None, typer.Argument(help="Which one; without it they are listed.")] = None,
    home: Home = None,
) -> None:
    """Play a scenario: in the demo that is running, else in one that is up for as long as that takes."""
    if name is None or name not in SCENARIOS:
        _list()
        raise typer.Exit(1 if name else 0)
    settings = demo_settings(home)
    logging.configure("WARNING", form="console")
    if not is_free(settings.host, settings.port):
        if not answers(House.of(settings, out).api.readiness):
            fail(
                f"Port {settings.port} is taken, but by no demo that is ready.",
                hint=f"Take another one: HELPDESK_PORT=8001 helpdesk demo scenario {name}",
            )
        raise typer.Exit(0 if _play(settings, name) else 1)
    out.print(f"No demo is running on port {settings.port}; one is started for this scenario alone.")
    out.print(
        "To look around afterwards, let [bold]make demo[/] run in another terminal and play it there.\n"
    )
    with _hosted(settings, keep=False):
        raise typer.Exit(0 if _play(settings, name) else 1)


def _list() -> None:
    out.print("Scenarios (helpdesk demo scenario NAME):")
    for name, (says, _) in SCENARIOS.items():
        out.print(f"  [bold]{name:<18}[/] {says}")


@contextmanager
def _hosted(settings: Settings, *, keep: bool) -> Iterator[tuple[House, threading.Event]]:
    """The whole demo, up; taken down at the end, which Ctrl-C or a signal may be."""
    house = House.of(settings, out)
    stop = _stop_on_signals()
    out.print("[bold]Setting up the demo[/]")
    try:
        house.open()
        yield house, stop
    except KeyboardInterrupt:
        pass
    except (CannotStart, ChildDied) as error:
        fail(str(error))
    finally:
        out.print("\nStopping …")
        house.close(keep_database=keep)


def _play(settings: Settings, name: str) -> bool:
    """Whether every check of a scenario held."""
    _, play = SCENARIOS[name]

    async def act() -> None:
        engine = create_engine(database_url(settings), pool_size=2)
        try:
            async with opened(settings, engine, out) as stage:
                await play(stage)
                stage.story.end()
        finally:
            await engine.dispose()

    try:
        asyncio.run(act())
    except (DidNotHappen, httpx.HTTPError) as error:
        out.print(f"\n[bold red]✗ The scenario failed:[/] {str(error) or type(error).__name__}")
        return False
    return True


def _addresses(settings: Settings) -> None:
    base = f"{settings.host}:{settings.port}"
    tokens = Tokens(settings).by_role()
    out.print(f"\n GraphiQL            [link]http://{base}/[/link]")
    out.print(f" GraphQL             http://{base}/graphql")
    out.print(f" Subscriptions       ws://{base}/graphql  (graphql-transport-ws)")
    out.print(f" Reference platform  {settings.platform_url}")
    out.print("\n[bold]Tokens[/] (valid for 7 days; GraphiQL's role picker has them too)")
    for role, token in tokens.items():
        out.print(f" [cyan]{role}[/] {bearer_of(role)}\n {token}")
    out.print("\n[bold]Try it[/]")
    query = "{ tickets(first: 5) { nodes { number title status assignee { name } } } }"
    out.print(
        f"curl http://{base}/graphql -H 'Content-Type: application/json' \\\n"
        f"  -H 'Authorization: Bearer {tokens['manager']}' \\\n"
        f'  -d \'{{"query": "{query}"}}\'',
        markup=False,
    )


def _stop_on_signals() -> threading.Event:
    """Ctrl-C, SIGTERM and SIGHUP all stop the demo, wherever it is."""
    stop = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    return stop
