"""The graphql-transport-ws protocol: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

Authentication comes before the ack: `connection_init` carries `{authorization: "Bearer …"}` (browsers
cannot set headers), or the upgrade request has the header.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from helpdesk.kit import metrics
from helpdesk.kit.database import AWAY
from helpdesk.schema.callers import Callers
from helpdesk.schema.execution import Engine
from helpdesk.schema.transport.doorkeeper import Doorkeeper
from helpdesk.schema.transport.following import Following
from helpdesk.schema.transport.requests import Requests
from helpdesk.schema.transport.sessions import Closed, Gone, Session
from helpdesk.schema.transport.wires import wire_of

PROTOCOL = "graphql-transport-ws"
CLOSE_SECONDS = 5.0
_log = structlog.get_logger(__name__)


class GraphqlSocket:
    """The route's ASGI application: thousands of idle sockets wait in it, so it is without any framework."""

    def __init__(
        self,
        engine: Engine,
        callers: Callers,
        following: Following,
        doorkeeper: Doorkeeper,
        requests: Requests,
        allowed_origins: tuple[str, ...],
    ) -> None:
        self._engine = engine
        self._callers = callers
        self._following = following
        self._doorkeeper = doorkeeper
        self._requests = requests
        self._allowed_origins = allowed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until either side ends it."""
        headers = Headers(scope=scope)
        await receive()  # websocket.connect
        if not self._origin_allowed(headers):
            await _close(send, 4403)
        elif PROTOCOL not in scope.get("subprotocols", []):
            await send({"type": "websocket.accept"})
            await _close(send, 4406, "Subprotocol not acceptable")
        else:
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
            session = Session(
                self._engine,
                self._callers,
                self._following,
                self._doorkeeper,
                self._requests,
                receive,
                headers,
            )
            session.open(wire_of(scope, send, session.lose))
            with metrics.SOCKETS.track_inprogress():
                await self._serve(session, send)

    async def _serve(self, session: Session, send: Send) -> None:
        try:
            await session.serve()
        except Closed as closed:
            await session.flush()
            await _close(send, closed.code, closed.reason)
        except Gone:
            pass
        except AWAY as error:
            _log.warning("socket.database_away", error=type(error).__name__)
            await _close(send, 1013, "Try again later")
        except Exception:  # noqa: BLE001 - logged whole; the client is told, not just dropped
            _log.exception("socket.failed")
            await _close(send, 1011, "Internal error")
        finally:
            await session.end()

    def _origin_allowed(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None or origin in self._allowed_origins:
            return True
        return origin.partition("://")[2] == headers.get("host")


async def _close(send: Send, code: int, reason: str = "") -> None:
    """Close with a reason of at most 123 bytes, all that a close frame holds."""
    text = reason.encode()[:123].decode(errors="ignore")
    with suppress(RuntimeError, OSError):  # it was closed meanwhile, or the client takes nothing
        async with asyncio.timeout(CLOSE_SECONDS):
            await send({"type": "websocket.close", "code": code, "reason": text})
