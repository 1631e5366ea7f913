"""Wiring: what the processes are made of, and the ASGI application to mount in a host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from prometheus_client.core import Metric
from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from helpdesk import migrations
from helpdesk.attachments import scanning
from helpdesk.attachments.cipher import Cipher
from helpdesk.attachments.cleaning import Cleaning
from helpdesk.attachments.deposit import Deposit
from helpdesk.attachments.scanning import Scanner
from helpdesk.attachments.storage import Storage
from helpdesk.attachments.uploading import MostBytes
from helpdesk.calls import generation, receipts
from helpdesk.calls.checks import CHECKS as CALL_CHECKS
from helpdesk.calls.plans import CALL_PLAN
from helpdesk.calls.scripts import CALL_SCRIPT
from helpdesk.catalog.checks import CHECKS as CATALOG_CHECKS
from helpdesk.catalog.documents import DESK, MENU, SERVICE_ITEM
from helpdesk.configuration.kinds import Kinds
from helpdesk.configuration.versions import Configurations
from helpdesk.events import gauges as log_gauges
from helpdesk.events import shared_clock
from helpdesk.events.cursors import adopt
from helpdesk.events.hub import Hub, running
from helpdesk.events.sequencer import Sequencer
from helpdesk.events.work import Transactor
from helpdesk.kit import embedded, metrics
from helpdesk.kit.clock import Clock, RunningClock
from helpdesk.kit.database import asynchronously_once_there, create_engine
from helpdesk.kit.gauges import DatabaseGauges, Look, gauge, gauges
from helpdesk.kit.settings import Settings, SettingsError
from helpdesk.notify import gauges as delivery_gauges
from helpdesk.notify import inbox
from helpdesk.notify.outside import Outside
from helpdesk.platform import registry
from helpdesk.platform.notices import Reactions
from helpdesk.platform.port import Platform
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.retention import Retention
from helpdesk.privacy.vault import Vault
from helpdesk.procedures.checks import CHECKS as PROCEDURE_CHECKS
from helpdesk.procedures.definition import PROCEDURE
from helpdesk.procedures.deletions import watching
from helpdesk.procedures.oversight import OVERSIGHT
from helpdesk.routing.checks import CHECKS as ROUTING_CHECKS
from helpdesk.routing.rules import ROUTING_RULE
from helpdesk.schema import build
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Services
from helpdesk.schema.projection.kept import References
from helpdesk.schema.projection.reading import Connections
from helpdesk.schema.transport import files, graphiql, health, notices
from helpdesk.schema.transport import metrics as metrics_route
from helpdesk.schema.transport.doorkeeper import Doorkeeper
from helpdesk.schema.transport.following import Following
from helpdesk.schema.transport.http import GraphqlEndpoint
from helpdesk.schema.transport.requests import Requests
from helpdesk.schema.transport.safety import guarded, shared
from helpdesk.schema.transport.websocket import GraphqlSocket
from helpdesk.sla import gauges as timer_gauges
from helpdesk.sla.checks import CHECKS as SLA_CHECKS
from helpdesk.sla.kinds import CALENDAR, SLA_POLICY
from helpdesk.sla.open_hours import OpenHoursCache
from helpdesk.tickets import documents
from helpdesk.tickets.phrases import CHECKS as PHRASE_CHECKS
from helpdesk.tickets.phrases import PHRASE

GRAPHQL = "/graphql"
KINDS = Kinds(
    [SERVICE_ITEM, DESK, MENU, ROUTING_RULE, SLA_POLICY, CALENDAR, PROCEDURE, PHRASE, CALL_SCRIPT, CALL_PLAN],
    checks=[*CATALOG_CHECKS, *SLA_CHECKS, *ROUTING_CHECKS, *PROCEDURE_CHECKS, *PHRASE_CHECKS, *CALL_CHECKS],
)

REACTIONS = Reactions(watching.react, receipts.react)
"""What the features do about the platform's notices."""


def database_url(settings: Settings) -> str:
    """The database's URL: the one that is set, or the embedded server's. Raises SettingsError."""
    if settings.database_url is not None:
        return settings.database_url
    url = embedded.running_url(settings.home)
    if url is None:
        raise SettingsError(
            f"The embedded database under {settings.home} is not running.\n"
            "Start it with `helpdesk db start`, or name another in HELPDESK_DATABASE_URL."
        )
    return url


def cleaning(settings: Settings) -> Cleaning:
    """The workers' duty of removing files that are due."""
    return Cleaning(
        Storage.of(settings),
        documents.ended_before,
        subject_kind=documents.KIND,
        retention=timedelta(days=settings.sensitive_retention_days),
    )


@dataclass(slots=True)
class Runtime:
    """What one process holds: its engine, its clock, its units of work, and the loops that follow the log."""

    settings: Settings
    engine: AsyncEngine
    clock: Clock
    configurations: Configurations
    transactor: Transactor
    sequencer: Sequencer
    hub: Hub
    connections: Connections
    on_close: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    @classmethod
    def build(cls, settings: Settings, url: str, *, clock: Clock | None = None) -> Runtime:
        """Put a process together; nothing is connected yet."""
        engine = create_engine(url, pool_size=settings.database_pool)
        clock = clock or RunningClock()
        configurations = Configurations(KINDS)
        sequencer = Sequencer(engine)
        transactor = Transactor(
            engine,
            clock,
            zone=ZoneInfo(settings.time_zone),
            resources=[
                configurations,
                OpenHoursCache(),
                REACTIONS,
                Vault(Keyring.of(settings)),
                Retention(timedelta(days=settings.sensitive_retention_days)),
                MostBytes(settings.attachment_bytes),
                OVERSIGHT,
                Outside(settings.robot_private_addresses),
            ],
            projections=[inbox.project, generation.project],
            on_events=sequencer.wake,
        )
        connections = Connections(
            url, size=settings.database_pool, statement_timeout=settings.statement_timeout
        )
        return cls(settings, engine, clock, configurations, transactor, sequencer, Hub(engine), connections)

    def usage(self) -> Iterable[Metric]:
        """The pools of connections, and how far the hub follows."""
        reading, writing = self.connections.usage(), cast("QueuePool", self.engine.pool)
        used = {
            "reading": reading["pool_size"] - reading["pool_available"],
            "writing": writing.checkedout(),
        }
        yield gauges("helpdesk_pool_used", "Connections in use, by pool.", "pool", used)
        size = float(self.settings.database_pool)
        yield gauges("helpdesk_pool_size", "Connections at most, by pool.", "pool", dict.fromkeys(used, size))
        yield gauge("helpdesk_hub_position", "How far this process follows the log.", self.hub.position or 0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Runtime]:
        """Keep the log's loops going inside the block; close the engine at its end."""
        await asynchronously_once_there(adopt, self.engine)
        await self.connections.open()
        await asynchronously_once_there(self._set_clock)
        loops = [
            asyncio.create_task(loop) for loop in (self.sequencer.run(), self.hub.run(), metrics.watch_loop())
        ]
        if self.settings.mode != "production" and isinstance(self.clock, RunningClock):
            loops.append(asyncio.create_task(shared_clock.keep_in_step(self.engine, self.clock)))
        async with running(*loops):
            yield self
        for close in self.on_close:
            await close()
        await self.connections.close()
        await self.engine.dispose()

    async def _set_clock(self) -> None:
        """Move the clock that all processes share as the settings say, and show what it shows."""
        async with self.engine.begin() as connection:
            if self.settings.clock is not None:
                offset, speed = self.settings.clock
                await shared_clock.move(connection, offset, speed, stated=f"{offset},{speed}")
            if self.settings.mode != "production" and isinstance(self.clock, RunningClock):
                self.clock.setting = await shared_clock.load(connection)


def metrics_routes(runtime: Runtime, *looks: Look) -> list[Route]:
    """`/metrics` of a process: its own counts, how log, outbox and timers stand, and what `looks` find."""
    found = DatabaseGauges(
        runtime.engine, runtime.clock, [log_gauges.lags, timer_gauges.timers, delivery_gauges.deliveries]
    )
    return metrics_route.routes(runtime.settings, found, [runtime.usage, *looks])


class _App(Starlette):
    """GraphQL goes straight to its end, over HTTP and sockets: our middleware and routes have nothing to do for it.

    Where a host added its own, or mounted this application, they go the ordinary way.
    """

    graphql: Mapping[str, ASGIApp]
    entrance: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, or the lifespan."""
        await self.entrance(scope, receive, send)

    async def enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As `__call__`, past the question where a page came from."""
        end = self.graphql.get(scope["type"]) if scope.get("path") == GRAPHQL else None
        if end is not None and not scope.get("root_path") and not self.user_middleware:
            await end(scope, receive, send)
        else:
            await super().__call__(scope, receive, guarded(send) if scope["type"] == "http" else send)


def platform_of(settings: Settings) -> Platform | None:
    """The platform that HELPDESK_PLATFORM names, with no connection open yet; None where there is nobody to ask."""
    return None if settings.platform == registry.NONE else registry.connect(settings)


def create_app(
    settings: Settings,
    *,
    platform: Platform | None = None,
    scanner: Scanner | None = None,
    runtime: Runtime | None = None,
) -> Starlette:
    """The helpdesk as a plain ASGI application, to serve alone or to mount in any ASGI host.

    `platform` is the host's own adapter; without one HELPDESK_PLATFORM names an installed one, `none` nobody
    to ask. `scanner` is the host's own virus scanner; without one HELPDESK_SCANNER names an installed one.

    Its lifespan runs the log's loops; a host that mounts it must pass lifespan events on, or enter
    `app.state.runtime.running()` in its own.
    """
    runtime = runtime or Runtime.build(settings, database_url(settings))
    if platform is None and (platform := platform_of(settings)) is not None:
        runtime.on_close.append(platform.aclose)
    references = References(runtime.connections, runtime.transactor, runtime.configurations)
    services = Services(
        settings, runtime.transactor, runtime.configurations, runtime.hub, references, platform
    )
    engine = build.engine(introspection=settings.mode != "production")
    callers = Callers(services)
    runtime.on_close.append(callers.aclose)
    deposit = Deposit(
        runtime.transactor,
        Storage.of(settings),
        Cipher(Keyring.of(settings).sealing),
        scanner or scanning.connect(settings),
    )
    following = Following(engine, runtime.hub)
    runtime.on_close.append(following.aclose)
    requests = Requests.of(settings)
    endpoint = GraphqlEndpoint(engine, callers, requests)
    doorkeeper = Doorkeeper(callers, runtime.hub)
    runtime.on_close.append(doorkeeper.aclose)
    sockets = GraphqlSocket(engine, callers, following, doorkeeper, requests, settings.allowed_origins)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with runtime.running():
            yield

    app = _App(
        lifespan=lifespan,
        routes=[
            Route(GRAPHQL, endpoint),
            WebSocketRoute(GRAPHQL, sockets),
            *notices.routes(settings, runtime.transactor),
            Route(files.PATH, files.Files(services, callers, deposit)),
            *metrics_routes(runtime, following.usage),
            *health.routes(runtime.transactor, runtime.hub, newest_migration=migrations.newest()),
            *(graphiql.routes(settings.home) if settings.mode == "demo" else ()),
        ],
    )
    app.graphql = {"http": endpoint, "websocket": sockets}
    origins = settings.allowed_origins
    app.entrance = shared(app.enter, origins) if origins else app.enter
    app.state.runtime, app.state.engine, app.state.following = runtime, engine, following
    return app
