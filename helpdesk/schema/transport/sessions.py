"""One socket's conversation by graphql-transport-ws: what it may say when, and what runs on it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
from graphql import OperationType
from starlette.datastructures import Headers
from starlette.types import Receive

from helpdesk.accounts.errors import TokenKeysUnavailable, Unauthenticated
from helpdesk.accounts.tokens import Claims
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import language_of
from helpdesk.schema.execution import Engine
from helpdesk.schema.transport.doorkeeper import Caller, Doorkeeper
from helpdesk.schema.transport.failures import told
from helpdesk.schema.transport.feeds import Follower, error_tail
from helpdesk.schema.transport.following import Following
from helpdesk.schema.transport.requests import Requests
from helpdesk.schema.transport.wires import Wire

MOST_OPERATIONS = 100
MOST_BYTES = 1_000_000
INIT_SECONDS = 10.0
CLOSE_SECONDS = 5.0
PATIENCE_SECONDS = 1.0


class Closed(Exception):
    """The protocol demands to close the socket with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gone(Exception):
    """The client closed the socket, or went away."""


class _Operation(Follower):
    """An operation of a socket, and the task that answers it or begins to follow, while there is one.

    `patience` is how many seconds the task may take to end by itself: to begin to follow takes two short
    statements, and to cancel one in the server costs more than to wait for it.
    """

    __slots__ = ("patience", "task")
    patience: float
    task: asyncio.Task[None] | None


class Session:
    """One socket, from its acceptance on: who the caller is, and their operations by id."""

    __slots__ = (
        "_authorization", "_caller", "_callers", "_claims", "_deadline", "_doorkeeper", "_engine", "_following",
        "_initialised", "_is_lost", "_language", "_receive_event", "_requests", "_running", "_turned_away", "_wire",
    )  # fmt: skip

    def __init__(
        self,
        engine: Engine,
        callers: Callers,
        following: Following,
        doorkeeper: Doorkeeper,
        requests: Requests,
        receive: Receive,
        headers: Headers,
    ) -> None:
        self._engine = engine
        self._callers = callers
        self._following = following
        self._doorkeeper = doorkeeper
        self._requests = requests
        self._receive_event = receive
        self._authorization = headers.get("authorization")
        self._language = headers.get("accept-language")
        self._claims: Claims | None = None
        self._caller: Caller
        self._turned_away: Closed | None = None
        self._running: dict[str, _Operation] = {}
        self._initialised = False
        self._is_lost = False
        self._deadline: asyncio.Timeout | None = None
        self._wire: Wire

    def open(self, wire: Wire) -> None:
        """Begin to write."""
        self._wire = wire
        wire.on_ready = self._catch_up

    @property
    def caller(self) -> Caller:
        """Who opened the socket."""
        return self._caller

    def lose(self) -> None:
        """The client takes nothing any more: end the waiting for its messages."""
        self._is_lost = True
        self._stop_waiting()

    def turn_away(self, code: str) -> None:
        """The caller's token was taken back: nothing more is told, and the socket ends."""
        self._turned_away = Closed(4403, f"Forbidden: {code}")
        for operation in list(self._running.values()):
            operation.leave()
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            with suppress(RuntimeError):  # it is past already
                self._deadline.reschedule(0)

    async def serve(self) -> None:
        """Read messages until the socket ends. Raises Closed."""
        await self._until(INIT_SECONDS, Closed(4408, "Connection initialisation timeout"))
        assert self._claims is not None  # noqa: S101 - the first part ends with them
        left = (self._claims.expires_at - datetime.now(UTC)).total_seconds()
        await self._until(left, Closed(4401, "Token expired"))

    async def end(self) -> None:
        """Stop whatever still runs."""
        self._doorkeeper.left(self)
        self._wire.close()
        await asyncio.gather(*[self._stop(operation) for operation in list(self._running.values())])

    async def flush(self) -> None:
        """Wait for what was written to go out, for a time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._wire.flush()

    async def _until(self, seconds: float, over: Closed) -> None:
        """Handle messages: before the caller is known until they are, afterwards until time is up."""
        before = self._claims
        if self._turned_away is not None:  # just as the part before came to its end
            raise self._turned_away
        try:
            async with asyncio.timeout(seconds) as self._deadline:
                while self._claims is before:
                    await self._handle(await self._receive())
        except TimeoutError:
            raise Closed(1013, "Reading too slowly") if self._is_lost else self._turned_away or over from None

    def _catch_up(self) -> None:
        for operation in list(self._running.values()):
            operation.catch_up()

    async def _receive(self) -> Mapping[str, Any]:
        received = await self._receive_event()
        if received["type"] == "websocket.disconnect":
            raise Gone
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
        authorization = given.get("authorization") or self._authorization
        language = given.get("acceptlanguage") or given.get("accept-language")
        self._language = language if isinstance(language, str) else self._language
        try:
            context = await self._callers.admit(
                authorization if isinstance(authorization, str) else None,
                language=language_of(self._language),
            )
            self._caller = Caller(context.claims, context.actor)
            self._doorkeeper.let_in(self)
            await context.confirm()
        except Unauthenticated as error:
            raise Closed(4403, f"Forbidden: {error.code}") from None
        except TokenKeysUnavailable as error:
            raise Closed(1013, f"Try again later: {error.code}") from None
        self._claims, self._authorization = context.claims, None
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
        begun = self._running[operation] = _Operation(operation, self._wire, self._forget)
        begun.patience = 0.0
        begun.task = asyncio.create_task(self._run(begun, message["payload"], self._claims), name="operation")

    async def _complete(self, message: Mapping[str, Any]) -> None:
        operation = message.get("id")
        found = self._running.pop(operation, None) if isinstance(operation, str) else None
        if found is not None:
            await self._stop(found)

    async def _stop(self, operation: _Operation) -> None:
        operation.leave()
        task = operation.task
        if task is not None:
            await asyncio.wait([task], timeout=operation.patience)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, operation: _Operation, payload: Mapping[str, Any], claims: Claims) -> None:
        """Answer one operation, or begin to follow. Its failures are its own and leave the socket alive."""
        try:
            request = self._requests.read(payload)
            context = await self._callers.context(claims, language=language_of(self._language))
            if self._engine.operation(request).kind is OperationType.SUBSCRIPTION:
                operation.patience = PATIENCE_SECONDS
                await self._following.follow(request, context, operation)
            else:
                await operation.tell(await self._engine.answer(request, context))
                await operation.end()
        except Exception as error:  # noqa: BLE001 - told to the caller; the socket's other operations go on
            await operation.end(error_tail(told(self._engine, error, language_of(self._language))))
        finally:
            operation.task = None

    def _forget(self, operation: Follower) -> None:
        """Free an operation's id before the client can hear of its end."""
        if self._running.get(operation.operation) is operation:
            del self._running[operation.operation]

    async def _send(self, message: Mapping[str, Any]) -> None:
        """Send a message once the client has read what came before."""
        await self._wire.room()
        self._wire.write(orjson.dumps(message))
