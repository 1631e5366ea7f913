"""POST to a dialect's path: who calls, what they ask, the faults that strike, the answer."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg
from graphql import DocumentNode, FieldNode, GraphQLError, OperationDefinitionNode, parse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from reference_platform.dialects import Dialect
from reference_platform.faults import FaultKind
from reference_platform.problems import Problem
from reference_platform.schema.queries import Context

HANG_ENDS = 120.0


class Endpoint:
    """The ASGI application behind one dialect's path."""

    def __init__(self, context: Context, token: str, dialect: Dialect) -> None:
        self._context = context
        self._token = token
        self._dialect = dialect

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless a fault takes the answer away."""
        request = Request(scope, receive)
        try:
            self._authenticate(request)
            response, operations = await self._answer(await _read(request), request)
        except Problem as problem:
            status = 401 if problem.code == "UNAUTHENTICATED" else 400
            response, operations = self._errors([problem], status), []
        if self._context.faults.strike(FaultKind.HANG, operations):
            await _wait_for_disconnect(receive)
        elif self._context.faults.strike(FaultKind.LOST_ANSWER, operations):
            await _close_unanswered(send)
        else:
            await response(scope, receive, send)

    def _authenticate(self, request: Request) -> None:
        stated = request.headers.get(self._dialect.token_header, "").encode()
        if not hmac.compare_digest(stated, f"{self._dialect.token_scheme}{self._token}".encode()):
            raise Problem("UNAUTHENTICATED", "A token is wanted.")

    async def _answer(self, body: Mapping[str, Any], request: Request) -> tuple[Response, list[str]]:
        """The answer, and the operations that were carried out (none where a fault came first)."""
        operations = [self._dialect.operations.get(name, name) for name in _root_fields(body)]
        faults = self._context.faults
        faults.count(operations)
        if slow := faults.strike(FaultKind.SLOW, operations):
            await asyncio.sleep(slow.delay_ms / 1000)
        if faults.strike(FaultKind.HTTP_ERROR, operations):
            return Response("Internal Server Error", 500), []
        if faults.strike(FaultKind.GRAPHQL_ERROR, operations):
            return self._errors(
                [Problem("UNAVAILABLE", "The platform is not available just now.")], 200
            ), operations
        result = await self._dialect.schema.execute(
            body["query"],
            variable_values=body.get("variables"),
            operation_name=body.get("operationName"),
            context_value=replace(self._context, key=request.headers.get(self._dialect.key_header, "")),
        )
        if result.errors:
            return self._errors([_masked(error) for error in result.errors], 200), operations
        return JSONResponse({"data": result.data}), operations

    def _errors(self, problems: list[Problem], status: int) -> Response:
        shown = [
            {"message": str(problem), "extensions": self._dialect.extensions(problem.code)}
            for problem in problems
        ]
        return JSONResponse({"data": None, "errors": shown}, status)


async def _read(request: Request) -> Mapping[str, Any]:
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Problem("BAD_REQUEST", "The body is no JSON.") from None
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Problem("BAD_REQUEST", "The body wants a `query`.")
    if not isinstance(body.get("variables"), dict | None):
        raise Problem("BAD_REQUEST", "`variables` must be an object.")
    return body


def _root_fields(body: Mapping[str, Any]) -> list[str]:
    try:
        document: DocumentNode = parse(body["query"])
    except (GraphQLError, RecursionError):
        raise Problem("BAD_REQUEST", "The document cannot be parsed.") from None
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    wanted = body.get("operationName")
    chosen = [node for node in operations if wanted is None or (node.name and node.name.value == wanted)]
    if len(chosen) != 1:
        raise Problem("BAD_REQUEST", "Name one operation of the document.")
    return [node.name.value for node in chosen[0].selection_set.selections if isinstance(node, FieldNode)]


def _masked(error: GraphQLError) -> Problem:
    if isinstance(error.original_error, Problem):
        return error.original_error
    if error.original_error is None:  # the document or its variables do not fit the schema
        return Problem("BAD_REQUEST", error.message)
    if isinstance(error.original_error, psycopg.DataError):  # a NUL in a text, a number out of range
        return Problem("BAD_REQUEST", "A value cannot be kept; nothing was done.")
    return Problem("INTERNAL", "Something went wrong inside the platform.")


async def _close_unanswered(send: Send) -> None:
    """Promise a body and end without it: the server then closes the connection."""
    start: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}
    await send(start)


async def _wait_for_disconnect(receive: Receive) -> None:
    """Stay silent until the caller gives up (or two minutes passed)."""
    try:
        async with asyncio.timeout(HANG_ENDS):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return
