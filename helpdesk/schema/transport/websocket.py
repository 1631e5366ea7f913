"""The graphql-transport-ws protocol: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

Authentication comes before the ack: `connection_init` carries `{authorization: "Bearer …"}` (browsers
cannot set headers), or the upgrade request has the header.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect

from helpdesk.accounts.errors import Unauthenticated
from helpdesk.accounts.tokens import Claims
from helpdesk.kit.database import AWAY
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import language_of
from helpdesk.schema.execution import Engine, RequestRefused
from helpdesk.schema.transport.http import HttpError, read_request

PROTOCOL = "graphql-transport-ws"
MOST_OPERATIONS = 100
MOST_BYTES = 1_000_000
INIT_SECONDS = 10.0
_log = structlog.get_logger(__name__)


class Closed(Exception):
    """The protocol demands to close the socket with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class GraphqlSocket:
    """The route's handler."""

    def __init__(self, engine: Engine, callers: Callers, allowed_origins: tuple[str, ...]) -> None:
        self._engine = engine
        self._callers = callers
        self._allowed_origins = allowed_origins

    async def handle(self, socket: WebSocket) -> None:
        """Serve one socket until either side ends it."""
        if not self._origin_allowed(socket):
            await socket.close(4403)
            return
        if PROTOCOL not in socket.scope.get("subprotocols", []):
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
            return
        await socket.accept(PROTOCOL)
        session = _Session(socket, self._engine, self._callers)
        try:
            await session.serve()
        except Closed as closed:
            await _close(socket, closed.code, closed.reason)
        except WebSocketDisconnect:
            pass
        except AWAY as error:
            _log.warning("socket.database_away", error=type(error).__name__)
            await _close(socket, 1013, "Try again later")
        except Exception:  # noqa: BLE001 - logged whole; the client is told, not just dropped
            _log.exception("socket.failed")
            await _close(socket, 1011, "Internal error")
        finally:
            await session.end()

    def _origin_allowed(self, socket: WebSocket) -> bool:
        origin = socket.headers.get("origin")
        if origin is None or origin in self._allowed_origins:
            return True
        return origin.partition("://")[2] == socket.headers.get("host")


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    """Close with a reason of at most 123 bytes, all that a close frame holds."""
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(code, reason.encode()[:123].decode(errors="ignore"))


class _Session:
    def __init__(self, socket: WebSocket, engine: Engine, callers: Callers) -> None:
        self._socket = socket
        self._engine = engine
        self._callers = callers
        self._claims: Claims | None = None
        self._language = socket.headers.get("accept-language")
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()
        self._initialised = False

    async def serve(self) -> None:
        """Read messages until the socket ends. Raises Closed."""
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while self._claims is None:
                    await self._handle(await self._receive())
        except TimeoutError:
            raise Closed(4408, "Connection initialisation timeout") from None
        try:
            async with asyncio.timeout((self._claims.expires_at - datetime.now(UTC)).total_seconds()):
                while True:
                    await self._handle(await self._receive())
        except TimeoutError:
            raise Closed(4401, "Token expired") from None

    async def end(self) -> None:
        """Stop whatever still runs."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _receive(self) -> Mapping[str, Any]:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1000))
        text = received.get("text")
        if text is None or len(text) > MOST_BYTES:
            raise Closed(4400, "Text messages of at most 1 MB are wanted")
        try:
            message = orjson.loads(text)
        except ValueError:
            raise Closed(4400, "Invalid message: no JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Closed(4400, "Invalid message")
        return message

    async def _handle(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(message.get("payload"))
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                await self._complete(message)
            case _:
                raise Closed(4400, "Unknown message type")

    async def _initialise(self, payload: object) -> None:
        if self._initialised:
            raise Closed(4429, "Too many initialisation requests")
        self._initialised = True
        if payload is not None and not isinstance(payload, dict):
            raise Closed(4400, "Invalid payload")
        given = {str(key).lower(): value for key, value in (payload or {}).items()}
        authorization = given.get("authorization") or self._socket.headers.get("authorization")
        language = given.get("acceptlanguage") or given.get("accept-language")
        self._language = language if isinstance(language, str) else self._language
        try:
            claims = self._callers.verify(authorization if isinstance(authorization, str) else None)
            await self._callers.context(claims, accept_language=self._language)
        except Unauthenticated as error:
            raise Closed(4403, f"Forbidden: {error.code}") from None
        self._claims = claims
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        if self._claims is None:
            raise Closed(4401, "Unauthorized")
        operation = message.get("id")
        if not isinstance(operation, str) or not operation:
            raise Closed(4400, "Invalid message: id must be text")
        if not isinstance(message.get("payload"), dict):
            raise Closed(4400, "Invalid message: payload must be an object")
        if operation in self._running:
            raise Closed(4409, f"Subscriber for {operation} already exists")
        if len(self._running) >= MOST_OPERATIONS:
            text = f"At most {MOST_OPERATIONS} operations at a time."
            error = {"message": text, "extensions": {"code": "TOO_MANY_OPERATIONS"}}
            await self._send({"id": operation, "type": "error", "payload": [error]})
            return
        self._running[operation] = asyncio.create_task(
            self._run(operation, message["payload"], self._claims), name=f"operation-{operation[:32]}"
        )

    async def _complete(self, message: Mapping[str, Any]) -> None:
        operation = message.get("id")
        task = self._running.pop(operation, None) if isinstance(operation, str) else None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, operation: str, payload: Mapping[str, Any], claims: Claims) -> None:
        """Run one operation; its failures are its own and leave the socket alive."""
        try:
            context = await self._callers.context(claims, accept_language=self._language)
            async with aclosing(self._engine.follow(read_request(payload), context)) as bodies:
                async for body in bodies:
                    await self._send({"id": operation, "type": "next", "payload": body})
            await self._finish(operation)
        except WebSocketDisconnect:
            return  # the socket went away while this was being sent
        except Exception as error:  # noqa: BLE001 - told to the caller; the socket's other operations go on
            with suppress(WebSocketDisconnect):
                await self._finish(operation, self._told(error))
        finally:
            self._forget(operation)

    def _told(self, error: Exception) -> list[dict[str, Any]]:
        """An operation's failure as its error message's payload."""
        language, request_id = language_of(self._language), uuid4().hex
        if isinstance(error, RequestRefused):
            return self._engine.told(error.errors, language, request_id)
        if isinstance(error, HttpError):
            return [{"message": error.texts[language], "extensions": {"code": error.code}}]
        return self._engine.told([GraphQLError(str(error), original_error=error)], language, request_id)

    async def _finish(self, operation: str, errors: list[dict[str, Any]] | None = None) -> None:
        """End an operation. Its id is free before the client can hear of it."""
        self._forget(operation)
        ended: dict[str, Any] = (
            {"type": "complete"} if errors is None else {"type": "error", "payload": errors}
        )
        await self._send({"id": operation, **ended})

    def _forget(self, operation: str) -> None:
        if self._running.get(operation) is asyncio.current_task():
            del self._running[operation]

    async def _send(self, message: Mapping[str, Any]) -> None:
        """Send a message whole. Raises WebSocketDisconnect once the socket is closed."""
        text = orjson.dumps(message, default=str).decode()
        async with self._sending:
            try:
                await self._socket.send_text(text)
            except RuntimeError:  # the server's word for a socket that was closed meanwhile
                raise WebSocketDisconnect from None
