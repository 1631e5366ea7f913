"""GraphQL over HTTP: `POST /graphql`, and `GET` for queries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
import structlog
from graphql import OperationType
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from helpdesk.accounts.errors import Unauthenticated
from helpdesk.kit import metrics
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Context, language_of, quality
from helpdesk.schema.errors import expected
from helpdesk.schema.execution import Engine, Request, RequestRefused
from helpdesk.schema.transport.patience import unless_gone
from helpdesk.schema.transport.requests import HttpError, Requests

MOST_BYTES = 1_000_000
METHODS = ("GET", "POST")
JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_log = structlog.get_logger(__name__)


class Exchange:
    """One HTTP request and its answer, straight on ASGI: what stands between costs as much as reading does."""

    __slots__ = ("_headers", "_send", "language", "media", "method", "query_string", "receive")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._send = send
        self.receive = receive
        self.method: str = scope["method"]
        self.query_string: bytes = scope["query_string"]
        self.media = _media_type(self.header(b"accept"))
        self.language = language_of(self.header(b"accept-language"))

    def header(self, name: bytes) -> str:
        """A header's value; empty where it was not sent."""
        return self._headers.get(name, b"").decode("latin-1")

    async def answer(self, body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send the answer."""
        metrics.RESPONSES.labels(status).inc()
        text = orjson.dumps(body, default=str)
        lines = [
            (
                b"content-type",
                GRAPHQL.encode() if self.media == GRAPHQL else f"{JSON}; charset=utf-8".encode(),
            ),
            (b"content-length", b"%d" % len(text)),
            *((name.lower().encode(), value.encode()) for name, value in (headers or {}).items()),
        ]
        await self._send({"type": "http.response.start", "status": status, "headers": lines})
        await self._send({"type": "http.response.body", "body": text})

    async def refuse(self, status: int, code: str, message: str, headers: Mapping[str, str]) -> None:
        """Answer with one error."""
        await self.answer({"errors": [{"message": message, "extensions": {"code": code}}]}, status, headers)

    async def body(self) -> bytes:
        """The request's body. Raises HttpError when it is too large, and ClientDisconnect."""
        body, more = b"", True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MOST_BYTES:
                raise HttpError(413, "BODY_TOO_LARGE", "The body exceeds 1 MB.", "请求体超过 1 MB。")
        return body


class GraphqlEndpoint:
    """The endpoint, as an ASGI application."""

    def __init__(self, engine: Engine, callers: Callers, requests: Requests) -> None:
        self._requests = requests
        self._engine = engine
        self._callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever happens, with JSON."""
        http = Exchange(scope, receive, send)
        try:
            _require_method(http)
            context = await self._callers.admit(http.header(b"authorization"), language=http.language)
            context.traceparent = http.header(b"traceparent") or None
            await self._answer(http, self._requests.read(await _document(http)), context)
        except HttpError as error:
            await http.refuse(error.status, error.code, error.texts[http.language], error.headers)
        except Unauthenticated as error:
            await http.refuse(401, error.code, error.message(http.language), {"WWW-Authenticate": "Bearer"})
        except ClientDisconnect:
            pass  # nobody is there to be answered
        except Exception as error:  # noqa: BLE001 - logged whole; no fault leaves without a JSON answer
            await self._fail(http, error)

    async def _fail(self, http: Exchange, error: Exception) -> None:
        failure = expected(error)
        if failure is None:
            _log.error("request.failed", exc_info=error)
            text = "内部错误。" if http.language == "zh-CN" else "Internal error."
            await http.refuse(500, "INTERNAL", text, {})
        else:
            first = getattr(failure, "errors", [failure])[0]
            await http.refuse(503, first.code, first.message(http.language), {"Retry-After": "1"})

    async def _answer(self, http: Exchange, request: Request, context: Context) -> None:
        try:
            operation = self._engine.operation(request)
        except RequestRefused as refused:
            errors = self._engine.told(refused.errors, context.language, context.request_id)
            await http.answer({"errors": errors}, 400 if http.media == GRAPHQL else 200)
            return
        if operation.kind is OperationType.SUBSCRIPTION:
            raise HttpError(
                400, "BAD_REQUEST", "Subscriptions travel over WebSocket.", "订阅请使用 WebSocket。"
            )
        if operation.kind is OperationType.MUTATION:
            body = await self._change(http, request, context)
        else:
            async with unless_gone(http.receive):
                body = await self._engine.answer(request, context)
        status = 400 if http.media == GRAPHQL and "data" not in body else 200
        await http.answer(body, status, {"X-Request-Id": context.request_id})

    async def _change(self, http: Exchange, request: Request, context: Context) -> dict[str, Any]:
        """Done to its end, whoever waits for it."""
        if http.method == "GET":
            raise HttpError(
                405, "BAD_REQUEST", "Mutations travel by POST.", "变更请使用 POST。", {"Allow": "POST"}
            )
        return await self._engine.answer(request, context)


def _require_method(http: Exchange) -> None:
    if http.method not in METHODS:
        raise HttpError(
            405, "BAD_REQUEST", "Send POST, or GET for queries.", "请使用 POST，查询也可使用 GET。",
            {"Allow": ", ".join(METHODS)},
        )  # fmt: skip


async def _document(http: Exchange) -> object:
    if http.method == "GET":
        parameters: dict[str, Any] = dict(QueryParams(http.query_string))
        if "variables" in parameters:
            parameters["variables"] = _parse(parameters["variables"].encode("utf-8", "surrogateescape"))
        return parameters
    media = http.header(b"content-type").partition(";")[0].strip().lower()
    if media != JSON:
        raise HttpError(415, "BAD_REQUEST", f"Send {JSON}.", f"请发送 {JSON}。", {"Accept-Post": JSON})
    if (http.header(b"content-encoding") or "identity").strip().lower() != "identity":
        raise HttpError(
            415, "BAD_REQUEST", "Send the body as it is.", "请求体不能压缩。", {"Accept-Encoding": "identity"}
        )
    return _parse(await http.body())


def _parse(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except ValueError:
        raise HttpError(
            400, "BAD_REQUEST", "The body is no JSON in UTF-8.", "请求体不是 UTF-8 编码的 JSON。"
        ) from None


@lru_cache(maxsize=200)
def _media_type(accept: str) -> str:
    """The answer's type: the one that `Accept` prefers; plain JSON where it names neither."""
    liked = {GRAPHQL: 0.0, JSON: 0.0}
    for part in accept.split(",")[:20]:
        name, _, parameters = part.partition(";")
        kind = name.strip().lower()
        if kind in liked:
            liked[kind] = min(quality(one) for one in parameters.split(";"))
    return GRAPHQL if liked[GRAPHQL] > 0 and liked[GRAPHQL] >= liked[JSON] else JSON
