"""The whole demo under one roof: database, platform, API, worker; up in order, down in order."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from rich.console import Console

from helpdesk import migrations
from helpdesk.app import Runtime
from helpdesk.demo import moment, planting
from helpdesk.demo.client import Api
from helpdesk.demo.environment import child_environment
from helpdesk.demo.people import PEOPLE
from helpdesk.demo.processes import ChildDied, Children, is_free
from helpdesk.demo.tokens import Tokens
from helpdesk.events import shared_clock
from helpdesk.kit import embedded
from helpdesk.kit.clock import RunningClock
from helpdesk.kit.database import plain_url
from helpdesk.kit.settings import Settings
from helpdesk.platform.switches import Switches
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.vault import Vault
from helpdesk.schema.transport import notices
from helpdesk.schema.transport.graphiql import TOKENS_FILE

READY_SECONDS = 60.0


class CannotStart(Exception):
    """Something that a person must mend first; the text says what."""


@dataclass(slots=True)
class House:
    """The demo's parts. `open` brings all up, `close` takes down what `open` brought up."""

    settings: Settings
    console: Console
    children: Children
    started_database: bool = False

    @classmethod
    def of(cls, settings: Settings, console: Console) -> House:
        """Nothing runs yet."""
        return cls(settings, console, Children(child_environment(settings), settings.home / "logs"))

    @property
    def api(self) -> Api:
        """Where the API answers."""
        return Api(self.settings.host, self.settings.port)

    def open(self) -> None:
        """Bring everything up. Raises CannotStart, ChildDied."""
        self._require_free_ports()
        url = self._database()
        began = asyncio.run(self._prepared(url))
        self._done(
            f"Clock: {began.astimezone(moment.ZONE):%A %Y-%m-%d %H:%M} in Shanghai, whatever the time is now"
        )
        _install_graphiql(self.console)
        Tokens(self.settings).keep(self.settings.home / TOKENS_FILE)
        self.children.start("API", "helpdesk.cli", "api")
        self.children.start("worker", "helpdesk.cli", "worker")
        self._platform(url, began)
        self._wait("API", lambda: answers(self.api.readiness))
        self._done(f"API on http://{self.api.host}:{self.api.port} and one worker")

    def close(self, *, keep_database: bool) -> None:
        """Stop the children, and the embedded server where `open` started it."""
        self.children.stop()
        if self.started_database and not keep_database:
            embedded.stop(self.settings.home)

    def _require_free_ports(self) -> None:
        platform = urlsplit(self.settings.platform_url)
        wanted = (
            (self.settings.host, self.settings.port, "HELPDESK_PORT=8001 helpdesk demo"),
            (platform.hostname or "127.0.0.1", platform.port or 80,
             "HELPDESK_PLATFORM_URL=http://127.0.0.1:8101/graphql helpdesk demo"),
        )  # fmt: skip
        for host, port, otherwise in wanted:
            if not is_free(host, port):
                raise CannotStart(
                    f"Port {port} on {host} is taken by another program.\nTake another one: {otherwise}"
                )

    def _database(self) -> str:
        if self.settings.database_url is not None:
            url = self.settings.database_url
        else:
            self.started_database = embedded.running_url(self.settings.home) is None
            url = embedded.start(self.settings.home)
        migrations.create_database(url)
        revision = migrations.upgrade(url, vault=lambda: Vault(Keyring.of(self.settings)))
        self._done(f"PostgreSQL at migration {revision}")
        return url

    async def _prepared(self, url: str) -> datetime:
        """The clock set and the demo's people planted; what the clock shows."""
        clock = RunningClock()
        runtime = Runtime.build(self.settings, url, clock=clock)
        try:
            began = await moment.set_clock(runtime.engine)
            async with runtime.engine.connect() as connection:
                clock.setting = await shared_clock.load(connection)
            differing = await planting.plant(runtime.transactor)
        finally:
            await runtime.engine.dispose()
        self._done(f"Pack {planting.PACK}: departments, catalog, promises; {len(PEOPLE)} agents on duty")
        if differing is not None:
            self.console.print(" [yellow]![/] The configuration here differs from the pack's, and stays.")
            self.console.print(
                f"   [bold]helpdesk pack install {planting.PACK} --overwrite[/] puts the pack's back."
            )
        return began

    def _platform(self, url: str, began: datetime) -> None:
        address = urlsplit(self.settings.platform_url)
        self.children.start(
            "reference platform", "reference_platform", "serve",
            "--host", address.hostname or "127.0.0.1", "--port", str(address.port or 80), "--now", began.isoformat(),
            extra={
                "REFERENCE_PLATFORM_DATABASE_URL": plain_url(url),
                "REFERENCE_PLATFORM_TOKEN": self.settings.platform_token.get_secret_value(),
                "REFERENCE_PLATFORM_NOTIFY": f"http://{self.api.host}:{self.api.port}{notices.PATH}",
                "REFERENCE_PLATFORM_SECRET": self.settings.platform_webhook_secrets[0].get_secret_value(),
            },
        )  # fmt: skip
        self._wait(
            "reference platform", lambda: answers(self.settings.platform_url.replace("/graphql", "/healthz"))
        )
        asyncio.run(self._set_platform_clock(began))
        self._done("Reference platform with stores, members and orders")

    async def _set_platform_clock(self, began: datetime) -> None:
        async with Switches(self.settings) as switches:
            await switches.set_clock(began)

    def _wait(self, what: str, is_ready: Callable[[], bool]) -> None:
        for _ in range(int(READY_SECONDS * 10)):
            self.children.require_alive()
            if is_ready():
                return
            self.children.pause(0.1)
        raise ChildDied(f"The {what} did not get ready; see {self.children.log_of(what)}")

    def _done(self, what: str) -> None:
        self.console.print(f" [green]✓[/] {what}")


def answers(address: str) -> bool:
    """Whether an address answers that all is well."""
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _install_graphiql(console: Console) -> None:
    """Fetch GraphiQL's files once, where this is a checkout; without them its page says how to."""
    folder = Path(__file__).parents[2] / "frontend_contract"
    if (folder / "node_modules").exists() or not (folder / "run").exists():
        return
    console.print(" … fetching GraphiQL (once)")
    done = subprocess.run([str(folder / "run"), "install"], check=False, capture_output=True)  # noqa: S603 - our own
    if done.returncode:
        console.print(" [yellow]![/] GraphiQL could not be fetched; its page says how to install it")
