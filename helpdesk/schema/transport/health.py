"""`/healthz`: the process answers. `/readyz`: it can do its work."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from helpdesk.events.hub import Hub
from helpdesk.events.work import Transactor

WORST_LAG_SECONDS = 30.0

ELSEWHERE = frozenset({"relay"})
"""What is told and does not make this process unready: the workers' business, which another API cannot mend."""

_LAGS = text(
    """
    SELECT (SELECT version_num FROM alembic_version) AS migration,
           (SELECT position FROM log_head) AS position,
           (SELECT count(*) FROM events WHERE position IS NULL) AS unsequenced,
           (SELECT min(at) FROM events WHERE position IS NULL) AS unsequenced_since,
           (SELECT count(*) FROM outbox) AS outbox,
           (SELECT min(at) FROM outbox) AS outbox_since
    """
)


def routes(transactor: Transactor, hub: Hub, *, newest_migration: str) -> list[Route]:
    """The two routes; neither needs a token, neither shows more than numbers."""

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        found = await readiness(transactor, newest_migration=newest_migration)
        found["hub"] = {"ok": hub.position is not None, "position": hub.position}
        ready = all(part["ok"] for name, part in found.items() if name not in ELSEWHERE)
        return JSONResponse({"ready": ready, **found}, status_code=200 if ready else 503)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def readiness(transactor: Transactor, *, newest_migration: str) -> dict[str, dict[str, Any]]:
    """Database, migration, sequencer and relay: each with `ok` and its numbers; lags in real seconds.

    A database that is ahead is fine: migrations expand before they contract, so that the version before
    goes on working while it is replaced.
    """
    try:
        async with transactor.read() as connection:
            row = (await connection.execute(_LAGS)).one()
    except (SQLAlchemyError, OSError) as error:
        return {"database": {"ok": False, "error": type(error).__name__}}
    clock = transactor.clock
    sequencer = clock.real_seconds_since(row.unsequenced_since) if row.unsequenced_since else 0.0
    relay = clock.real_seconds_since(row.outbox_since) if row.outbox_since else 0.0
    return {
        "database": {"ok": True},
        "migration": {"ok": row.migration >= newest_migration, "is": row.migration, "wanted": newest_migration},
        "sequencer": {
            "ok": sequencer < WORST_LAG_SECONDS, "lag": round(sequencer, 3), "waiting": row.unsequenced,
            "position": row.position,
        },
        "relay": {"ok": relay < WORST_LAG_SECONDS, "lag": round(relay, 3), "waiting": row.outbox},
    }  # fmt: skip
