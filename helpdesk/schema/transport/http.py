"""GraphQL over HTTP: `POST /graphql`, and `GET` for queries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import orjson
import structlog
from graphql import OperationType
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from helpdesk.accounts.errors import Unauthenticated
from helpdesk.kit import metrics
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Context, language_of
from helpdesk.schema.errors import expected
from helpdesk.schema.execution import Engine, Request, RequestRefused
from helpdesk.schema.transport.media import GRAPHQL, JSON, is_json, preferred
from helpdesk.schema.transport.patience import unless_gone
from helpdesk.schema.transport.requests import HttpError, Requests
from helpdesk.schema.transport.safety import SAFE

MOST_BYTES = 1_000_000
BODY_SECONDS = 30.0
"""For a body that does not come at once."""
LONGEST_URL = 32_768
LONGEST_LENGTH = 15
METHODS = ("GET", "POST")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_log = structlog.get_logger(__name__)


class Exchange:
    """One HTTP request and its answer, straight on ASGI: what stands between costs as much as reading does."""

    __slots__ = ("_headers", "_send", "language", "media", "method", "query_string", "receive")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._headers = _headers(scope["headers"])
        self._send = send
        self.receive = receive
        self.method: str = scope["method"]
        self.query_string: bytes = scope["query_string"]
        self.media = preferred(self.header(b"accept"))
        self.language = language_of(self.header(b"accept-language"))

    def header(self, name: bytes) -> str:
        """A header's value; empty where it was not sent."""
        return self._headers.get(name, b"").decode("latin-1")

    async def answer(self, body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send the answer."""
        metrics.RESPONSES.labels(status).inc()
        text = orjson.dumps(body, default=str)
        lines = [
            (b"content-type", f"{self.media or JSON}; charset=utf-8".encode()),
            (b"content-length", b"%d" % len(text)),
            *SAFE,
            *((name.lower().encode(), value.encode()) for name, value in (headers or {}).items()),
        ]
        await self._send({"type": "http.response.start", "status": status, "headers": lines})
        await self._send({"type": "http.response.body", "body": text})

    async def refuse(self, status: int, code: str, message: str, headers: Mapping[str, str]) -> None:
        """Answer with one error."""
        await self.answer({"errors": [{"message": message, "extensions": {"code": code}}]}, status, headers)

    async def body(self) -> bytes:
        """The request's body. Raises HttpError when it is too large, and ClientDisconnect."""
        stated = self.header(b"content-length")
        if stated.isdecimal() and (len(stated) > LONGEST_LENGTH or int(stated) > MOST_BYTES):
            raise _too_large()
        body = bytearray()
        if await self._take(body):
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    while await self._take(body):
                        pass
            except TimeoutError:
                raise _too_slow() from None
        return bytes(body)

    async def _take(self, body: bytearray) -> bool:
        """Take one piece of the body; whether more is to come."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise _too_large()
        return bool(message.get("more_body", False))


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
            _require_media(http)
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
            request_id = uuid4().hex
            _log.error("request.failed", request_id=request_id, exc_info=error)
            text = "内部错误。" if http.language == "zh-CN" else "Internal error."
            told = {"message": text, "extensions": {"code": "INTERNAL", "requestId": request_id}}
            await http.answer({"errors": [told]}, 500, {"X-Request-Id": request_id})
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
        cost = context.variables.cost if "data" in body else 0
        await http.answer(body, status, {"X-Request-Id": context.request_id, "X-Query-Cost": str(cost)})

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


def _require_media(http: Exchange) -> None:
    if http.media is None:
        raise HttpError(406, "BAD_REQUEST", f"Accept {GRAPHQL} or {JSON}.", f"请接受 {GRAPHQL} 或 {JSON}。")


async def _document(http: Exchange) -> object:
    if http.method == "GET":
        return _parameters(http.query_string)
    if not is_json(http.header(b"content-type")):
        raise HttpError(
            415,
            "BAD_REQUEST",
            f"Send {JSON} in UTF-8.",
            f"请发送 UTF-8 编码的 {JSON}。",
            {"Accept-Post": JSON},
        )
    if (http.header(b"content-encoding") or "identity").strip().lower() != "identity":
        raise HttpError(
            415, "BAD_REQUEST", "Send the body as it is.", "请求体不能压缩。", {"Accept-Encoding": "identity"}
        )
    return _parse((await http.body()).removeprefix(BYTE_ORDER_MARK))


def _parameters(query_string: bytes) -> dict[str, Any]:
    """A request from a URL: objects are JSON there, and an empty name of an operation is none."""
    if len(query_string) > LONGEST_URL:
        raise HttpError(414, "BAD_REQUEST", "The URL is too long. Send POST.", "URL 过长，请使用 POST。")
    found: dict[str, Any] = dict(QueryParams(query_string))
    for name in ("variables", "extensions"):
        if name in found:
            found[name] = _parse(found[name].encode("utf-8", "surrogateescape"))
    found["operationName"] = found.get("operationName") or None
    return found


def _parse(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except ValueError:
        raise HttpError(
            400, "BAD_REQUEST", "The body is no JSON in UTF-8.", "请求体不是 UTF-8 编码的 JSON。"
        ) from None


def _too_large() -> HttpError:
    return HttpError(413, "BODY_TOO_LARGE", "The body exceeds 1 MB.", "请求体超过 1 MB。")


def _too_slow() -> HttpError:
    headers = {"Connection": "close"}
    return HttpError(408, "BAD_REQUEST", "The body came too slowly.", "请求体发送过慢。", headers)


def _headers(lines: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers by name; those that come several times are one list (RFC 9110, 5.3)."""
    found = dict(lines)
    if len(found) < len(lines):
        found = {name: b", ".join(value for other, value in lines if other == name) for name in found}
    return found
