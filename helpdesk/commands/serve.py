"""The processes: `helpdesk api` answers, `helpdesk worker` does what time and the queue ask for."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
import socket
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, cast

import structlog
import typer
import uvicorn
import uvloop
from prometheus_client.core import Metric
from sqlalchemy import QueuePool

from helpdesk.app import Runtime, cleaning, create_app, platform_of
from helpdesk.commands import metrics_server
from helpdesk.commands.console import fail, settings
from helpdesk.commands.database import require_migrated
from helpdesk.commands.heads import HttpProtocol
from helpdesk.commands.sockets import SocketProtocol
from helpdesk.events.work import Transactor
from helpdesk.kit import tracing
from helpdesk.kit.gauges import gauge
from helpdesk.kit.settings import Settings
from helpdesk.notify import wired
from helpdesk.workers import broker as brokers
from helpdesk.workers import process

GC_THRESHOLDS = (10_000, 20, 20)
"""Rarer than Python's own (700, 10, 10), which look through what thousands of sockets keep again and again."""
GRACE_SECONDS = 10
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep an idle connection: who closes first must not be the one who is asked."""
_log = structlog.get_logger(__name__)


def api(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on (HELPDESK_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (HELPDESK_PORT).")] = None,
) -> None:
    """Serve GraphQL. SIGTERM lets requests finish; run as many as you like behind a proxy."""
    stated = {"host": host, "port": port}
    found = settings(**{name: value for name, value in stated.items() if value is not None})
    if found.token_secret is None:
        fail(
            "HELPDESK_TOKEN_SECRET is not set: nobody could call the API.", hint="Set at least 32 characters."
        )
    runtime = Runtime.build(found, require_migrated(found))
    tracing.start(found.otlp_endpoint, service="helpdesk-api")
    config = uvicorn.Config(
        create_app(found, runtime=runtime),
        host=found.host,
        port=found.port,
        loop="uvloop",
        http=HttpProtocol,
        ws=SocketProtocol,
        ws_max_size=1_000_000,
        ws_per_message_deflate=False,
        proxy_headers=False,  # nothing asks for the client's address
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # uvicorn raises the signal again once it has stopped
    _allow_files()
    _Server(config).run()


def _allow_files() -> None:
    """Take as many file descriptors as the system lets us: every socket is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class _Server(uvicorn.Server):
    """uvicorn, saying in our words when it is up and when it went down."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            gc.freeze()  # what is here now stays: full collections need not look at it again
            gc.set_threshold(*GC_THRESHOLDS)
            _log.info("api.started", host=self.config.host, port=self.config.port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        _log.info("api.stopping")
        await super().shutdown(sockets)
        _log.info("api.stopped")


def worker() -> None:
    """Work: warn and escalate in time, drain queues, run jobs. Any number side by side."""
    found = settings()
    url = require_migrated(found)
    tracing.start(found.otlp_endpoint, service="helpdesk-worker")
    uvloop.run(_work(found, url))


async def _work(found: Settings, url: str) -> None:
    stop = asyncio.Event()
    process.stop_on_signals(stop)
    broker = brokers.connect(found.broker_url, url)
    runtime = Runtime.build(found, url)
    jobs = JobTransactor(runtime, url, asyncio.get_running_loop())
    async with runtime.running(), metrics_server.serving(found, runtime, jobs.usage):
        await process.serve(
            runtime.transactor,
            jobs,
            broker,
            threads=found.worker_threads,
            lease=timedelta(seconds=found.lease_seconds),
            act_lease=timedelta(seconds=found.act_lease_seconds),
            cleaning=cleaning(found),
            platform=platform_of(found),
            guards=wired.guards(found),
            sms=wired.sms(found),
            stop=stop,
        )


class JobTransactor:
    """Makes, when a job first asks, the transactor of dramatiq's own loop, with its own engine.

    What it commits wakes the main loop's sequencer and relay.
    """

    def __init__(self, runtime: Runtime, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self._runtime = runtime
        self._url = url
        self._loop = loop
        self._made: Transactor | None = None

    def __call__(self) -> Transactor:
        """The transactor; the same at every call."""
        if self._made is None:
            main = self._runtime
            made = Runtime.build(main.settings, self._url, clock=main.clock).transactor
            made.on_events = lambda: self._on_main_loop(main.transactor.on_events)
            made.on_jobs = lambda: self._on_main_loop(main.transactor.on_jobs)
            self._made = made
        return self._made

    def usage(self) -> Iterable[Metric]:
        """The pool of connections that jobs use."""
        pool = None if self._made is None else cast("QueuePool", self._made.engine.pool)
        used = 0 if pool is None else pool.checkedout()
        yield gauge("helpdesk_job_pool_used", "Connections that jobs use, of HELPDESK_DATABASE_POOL.", used)

    def _on_main_loop(self, wake: object) -> None:
        if callable(wake) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(wake)
