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

_LAGS = text(
    """
    SELECT (SELECT version_num FROM alembic_version) AS migration,
           (SELECT position FROM log_head) AS position,
           (SELECT count(*) FROM events WHERE position IS NULL) AS unsequenced,
           (SELECT coalesce(extract(epoch FROM :now - min(at)), 0) FROM events WHERE position IS NULL) AS sequencer_lag,
           (SELECT count(*) FROM outbox) AS outbox,
           (SELECT coalesce(extract(epoch FROM :now - min(at)), 0) FROM outbox) AS relay_lag
    """
)


def routes(transactor: Transactor, hub: Hub, *, newest_migration: str) -> list[Route]:
    """The two routes; neither needs a token, neither shows more than numbers."""

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        found = await readiness(transactor, newest_migration=newest_migration)
        found["hub"] = {"ok": hub.position is not None, "position": hub.position}
        ready = all(part["ok"] for part in found.values())
        return JSONResponse({"ready": ready, **found}, status_code=200 if ready else 503)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def readiness(transactor: Transactor, *, newest_migration: str) -> dict[str, dict[str, Any]]:
    """Database, migration, sequencer and relay: each with `ok` and its numbers; lags in seconds."""
    try:
        async with transactor.read() as connection:
            row = (await connection.execute(_LAGS, {"now": transactor.clock.now()})).one()
    except (SQLAlchemyError, OSError) as error:
        return {"database": {"ok": False, "error": type(error).__name__}}
    sequencer, relay = float(row.sequencer_lag), float(row.relay_lag)
    return {
        "database": {"ok": True},
        "migration": {"ok": row.migration == newest_migration, "is": row.migration, "wanted": newest_migration},
        "sequencer": {
            "ok": sequencer < WORST_LAG_SECONDS, "lag": round(sequencer, 3), "waiting": row.unsequenced,
            "position": row.position,
        },
        "relay": {"ok": relay < WORST_LAG_SECONDS, "lag": round(relay, 3), "waiting": row.outbox},
    }  # fmt: skip
