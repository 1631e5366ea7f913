"""GraphQL over HTTP: `POST /graphql`, and `GET` for queries."""

from __future__ import annotations

from typing import Any

import orjson
import structlog
from graphql import OperationType
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from helpdesk.accounts.errors import Unauthenticated
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Context, language_of, quality
from helpdesk.schema.errors import expected
from helpdesk.schema.execution import Engine, Request, RequestRefused
from helpdesk.schema.transport.patience import unless_gone
from helpdesk.schema.transport.requests import HttpError, Requests

MOST_BYTES = 1_000_000
JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_log = structlog.get_logger(__name__)


class GraphqlEndpoint:
    """The route's handler."""

    def __init__(self, engine: Engine, callers: Callers, requests: Requests) -> None:
        self._requests = requests
        self._engine = engine
        self._callers = callers

    async def handle(self, http: HttpRequest) -> Response:
        """Answer one request; whatever happens, with JSON."""
        media = _media_type(http)
        language = language_of(http.headers.get("accept-language"))
        try:
            context = await self._callers.context(
                self._callers.verify(http.headers.get("authorization")),
                accept_language=http.headers.get("accept-language"),
            )
            request = self._requests.read(await _document(http))
            return await self._answer(http, request, context, media)
        except HttpError as error:
            return _refusal(media, error.status, error.code, error.texts[language], error.headers)
        except Unauthenticated as error:
            headers = {"WWW-Authenticate": "Bearer"}
            return _refusal(media, 401, error.code, error.message(language), headers)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:  # noqa: BLE001 - logged whole; no fault leaves without a JSON answer
            failure = expected(error)
            if failure is None:
                _log.exception("request.failed")
                text = "内部错误。" if language == "zh-CN" else "Internal error."
                return _refusal(media, 500, "INTERNAL", text, {})
            first = getattr(failure, "errors", [failure])[0]
            return _refusal(media, 503, first.code, first.message(language), {"Retry-After": "1"})

    async def _answer(self, http: HttpRequest, request: Request, context: Context, media: str) -> Response:
        with structlog.contextvars.bound_contextvars(request_id=context.request_id, actor=context.actor.key):
            try:
                operation = self._engine.operation(request)
            except RequestRefused as refused:
                errors = self._engine.told(refused.errors, context.language, context.request_id)
                return _json({"errors": errors}, 400 if media == GRAPHQL else 200, media)
            if operation.kind is OperationType.SUBSCRIPTION:
                raise HttpError(
                    400, "BAD_REQUEST", "Subscriptions travel over WebSocket.", "订阅请使用 WebSocket。"
                )
            if http.method == "GET" and operation.kind is OperationType.MUTATION:
                raise HttpError(
                    405, "BAD_REQUEST", "Mutations travel by POST.", "变更请使用 POST。", {"Allow": "POST"}
                )
            if operation.kind is OperationType.MUTATION:  # is done to its end, whoever waits for it
                body = await self._engine.answer(request, context)
            else:
                async with unless_gone(http):
                    body = await self._engine.answer(request, context)
            status = 400 if media == GRAPHQL and "data" not in body else 200
            return _json(body, status, media, {"X-Request-Id": context.request_id})


async def _document(http: HttpRequest) -> object:
    if http.method == "GET":
        parameters: dict[str, Any] = dict(http.query_params)
        if "variables" in parameters:
            parameters["variables"] = _parse(parameters["variables"].encode("utf-8", "surrogateescape"))
        return parameters
    media = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != JSON:
        raise HttpError(415, "BAD_REQUEST", f"Send {JSON}.", f"请发送 {JSON}。", {"Accept-Post": JSON})
    if http.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise HttpError(
            415, "BAD_REQUEST", "Send the body as it is.", "请求体不能压缩。", {"Accept-Encoding": "identity"}
        )
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HttpError(413, "BODY_TOO_LARGE", "The body exceeds 1 MB.", "请求体超过 1 MB。")
    return _parse(bytes(body))


def _parse(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except ValueError:
        raise HttpError(
            400, "BAD_REQUEST", "The body is no JSON in UTF-8.", "请求体不是 UTF-8 编码的 JSON。"
        ) from None


def _media_type(http: HttpRequest) -> str:
    """The answer's type: the one that `Accept` prefers; plain JSON where it names neither."""
    liked = {GRAPHQL: 0.0, JSON: 0.0}
    for part in http.headers.get("accept", "").split(",")[:20]:
        name, _, parameters = part.partition(";")
        kind = name.strip().lower()
        if kind in liked:
            liked[kind] = min(quality(one) for one in parameters.split(";"))
    return GRAPHQL if liked[GRAPHQL] > 0 and liked[GRAPHQL] >= liked[JSON] else JSON


def _refusal(media: str, status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    return _json({"errors": [{"message": message, "extensions": {"code": code}}]}, status, media, headers)


def _json(body: object, status: int, media: str, headers: dict[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(body, default=str),
        status_code=status,
        media_type=media if media == GRAPHQL else f"{JSON}; charset=utf-8",
        headers=headers,
    )
