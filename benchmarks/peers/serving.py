"""How the Python peers are served: as the helpdesk serves itself (uvicorn, uvloop, httptools, no access log)."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn


def url() -> str:
    """The database's URL as libpq reads it."""
    return os.environ["DATABASE_URL"]


def pool_size() -> int:
    """Connections of the pool, the same for every server."""
    return int(os.environ["POOL"])


def serve(app: Any, *, ws: str = "websockets-sansio") -> None:
    """Serve until ended."""
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["PORT"]), loop="uvloop", http="httptools", ws=ws,
        access_log=False, log_level="warning", server_header=False, backlog=4096,
    )  # fmt: skip


async def lifespan(
    receive: Any, send: Any, start: Callable[[], Awaitable[Any]], stop: Callable[[], Awaitable[Any]]
) -> None:
    """The ASGI lifespan of an application without a framework."""
    await receive()
    await start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await stop()
    await send({"type": "lifespan.shutdown.complete"})
