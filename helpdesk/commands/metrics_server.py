"""`/metrics` of a worker, which has no other HTTP: a small server on its own loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from helpdesk.app import Runtime, metrics_routes
from helpdesk.kit.gauges import Look
from helpdesk.kit.settings import Settings, SettingsError


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the worker's."""
        yield


@asynccontextmanager
async def serving(settings: Settings, runtime: Runtime, *looks: Look) -> AsyncIterator[None]:
    """Serve it inside the block where HELPDESK_METRICS_PORT says where. Raises SettingsError."""
    if settings.metrics_port is None:
        yield
        return
    config = uvicorn.Config(
        Starlette(routes=metrics_routes(runtime, *looks)),
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    with _listening(settings.host, settings.metrics_port) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]), name="metrics")
        try:
            yield
        finally:
            server.should_exit = True
            await task


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise SettingsError(
            f"HELPDESK_METRICS_PORT: cannot listen on {host}:{port} ({error.strerror})."
        ) from None
