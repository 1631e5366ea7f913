"""The platform as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from reference_platform import clock
from reference_platform.database import create_pool, create_tables
from reference_platform.demo.seed import forget, plant
from reference_platform.dialects import LEGACY, OWN
from reference_platform.endpoint import Endpoint
from reference_platform.faults import Faults
from reference_platform.notices import Receiver, send_all, tell_of
from reference_platform.schema.queries import Context


def create_app(
    database_url: str,
    *,
    token: str,
    now: datetime | None = None,
    fresh: bool = False,
    receiver: Receiver | None = None,
) -> Starlette:
    """The application; its start makes the tables and, where there are no stores yet, the demo data.

    Callers bear `token`. The demo data lies around `now`; without it, around the platform's own clock.
    `fresh` first forgets whatever is there. `receiver` is told what happens.
    """
    pool = create_pool(database_url)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with pool:
            async with pool.connection() as connection:
                await create_tables(connection)
                if fresh:
                    await forget(connection)
                await plant(connection, now or await clock.now(connection))
            async with AsyncExitStack() as stack:
                if receiver is not None:
                    sending = asyncio.create_task(send_all(pool, receiver))
                    stack.push_async_callback(_ended, sending)
                yield

    async def healthz(_request: Request) -> JSONResponse:
        async with pool.connection() as connection:
            await connection.execute("select 1")
        return JSONResponse({"status": "ok"})

    context = Context(pool, Faults(), tells=tell_of if receiver is not None else None)
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/graphql", Endpoint(context, token, OWN), methods=["POST"]),
            Route("/legacy/graphql", Endpoint(context, token, LEGACY), methods=["POST"]),
            Route("/healthz", healthz),
        ],
    )


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
