"""One HTTP call to a GraphQL endpoint, and what is known when it fails: was the request sent or not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from helpdesk.platform.circuit import Circuit, CircuitOpen
from helpdesk.platform.meanings import ErrorAnswer, Errors

KEY_REUSED = "KEY_REUSED"


@dataclass(frozen=True, slots=True)
class Request:
    """One operation to ask: ours by `operation`, theirs by `name` and by the root `field` that answers it."""

    operation: str
    name: str | None
    field: str
    document: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]


class CallFailed(Exception):
    """No usable answer. `sent`: the platform may have acted. `again`: worth another attempt at once."""

    def __init__(self, reason: str, *, sent: bool, again: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent
        self.again = again


class Transport:
    """Posts documents through a circuit breaker. `headers` say who asks."""

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        timeout: float,
        circuit: Circuit,
        errors: Errors | None = None,
    ) -> None:
        self._url = url
        self._timeout = timeout
        self._circuit = circuit
        self._errors = errors or Errors()
        self._client = httpx.AsyncClient(
            headers={**headers, "content-type": "application/json"},
            timeout=httpx.Timeout(timeout),
            trust_env=urlsplit(url).hostname not in {"127.0.0.1", "::1", "localhost"},
        )

    async def post(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer's `data`. Raises CallFailed and ErrorAnswer."""
        content = orjson.dumps({"operationName": name, "query": document, "variables": variables or {}})
        try:
            answer = await self._circuit.call(lambda: self._exchange(content, headers or {}))
        except CircuitOpen:
            raise CallFailed("circuit_open", sent=False, again=False) from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _exchange(self, content: bytes, headers: Mapping[str, str]) -> _Answer:
        """Data, or a refusal returned as a value, since a platform that refuses is in good health."""
        begun = False

        async def watch(event: str, _details: object) -> None:
            nonlocal begun
            begun = begun or event.endswith("send_request_headers.started")

        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client.post(
                    self._url, content=content, headers=headers, extensions={"trace": watch}
                )
        except (httpx.TimeoutException, TimeoutError):
            raise CallFailed("timeout", sent=begun) from None
        except httpx.TransportError as error:
            raise CallFailed(type(error).__name__, sent=begun) from None
        return _judge(response, self._errors)


_Answer = dict[str, Any] | CallFailed | ErrorAnswer


def _judge(response: httpx.Response, known: Errors) -> _Answer:
    if response.status_code >= 500:
        raise CallFailed(f"http_{response.status_code}", sent=True)
    if response.status_code >= 300:  # redirects are not followed: the token belongs to this address
        return CallFailed(f"http_{response.status_code}", sent=False, again=False)
    try:
        body = orjson.loads(response.content)
        errors, data = body.get("errors"), body.get("data")
        error = errors[0] if errors else None
        code = None if error is None else _code(error, known.code_at)
        message = "" if error is None else str(error.get("message", ""))
    except (ValueError, AttributeError, LookupError, TypeError):
        raise CallFailed("unreadable_answer", sent=True) from None
    if error is not None:
        return _failed(str(code), message, known)
    if not isinstance(data, dict):
        raise CallFailed("unreadable_answer", sent=True)
    return data


def _code(error: Any, path: str) -> Any:
    for step in path.split("."):
        error = error.get(step)
        if error is None:
            return None
    return error


def _failed(code: str, message: str, known: Errors) -> _Answer:
    meaning = known.codes.get(code)
    if meaning is None:
        raise CallFailed("graphql_error", sent=True)
    match meaning.kind:
        case "unavailable":
            raise CallFailed(code, sent=False)
        case "refused_call":
            return CallFailed(code, sent=False, again=False)
        case "key_reused":
            return CallFailed(KEY_REUSED, sent=False, again=False)
        case _:
            return ErrorAnswer(code, meaning, message)
