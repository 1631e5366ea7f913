"""One HTTP call to a GraphQL endpoint, and what is known when it fails: was the request sent or not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from helpdesk.platform.circuit import Circuit, CircuitOpen

Variables = Mapping[str, Any]
NOTHING_DONE = frozenset({"UNAVAILABLE", "KEY_REUSED", "UNAUTHENTICATED", "FORBIDDEN", "BAD_REQUEST"})
"""GraphQL error codes (`extensions.code`) by which the platform says that it did nothing."""


class CallFailed(Exception):
    """No usable answer. `sent`: the platform may have acted. `again`: worth another attempt at once."""

    def __init__(self, reason: str, *, sent: bool, again: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent
        self.again = again


class Transport:
    """Posts documents with a bearer token through a circuit breaker."""

    def __init__(self, url: str, token: str, *, timeout: float, circuit: Circuit) -> None:
        self._url = url
        self._timeout = timeout
        self._circuit = circuit
        self._client = httpx.AsyncClient(
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
            timeout=httpx.Timeout(timeout),
            trust_env=urlsplit(url).hostname not in {"127.0.0.1", "::1", "localhost"},
        )

    async def post(self, operation: str | None, document: str, variables: Variables) -> dict[str, Any]:
        """The answer's `data`. Raises CallFailed."""
        content = orjson.dumps({"operationName": operation, "query": document, "variables": variables})
        try:
            answer = await self._circuit.call(lambda: self._exchange(content))
        except CircuitOpen:
            raise CallFailed("circuit_open", sent=False, again=False) from None
        if isinstance(answer, CallFailed):
            raise answer
        return answer

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _exchange(self, content: bytes) -> dict[str, Any] | CallFailed:
        """Data, or a refusal returned as a value, since a platform that refuses is in good health."""
        begun = False

        async def watch(event: str, _details: object) -> None:
            nonlocal begun
            begun = begun or event.endswith("send_request_headers.started")

        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client.post(self._url, content=content, extensions={"trace": watch})
        except (httpx.TimeoutException, TimeoutError):
            raise CallFailed("timeout", sent=begun) from None
        except httpx.TransportError as error:
            raise CallFailed(type(error).__name__, sent=begun) from None
        return _judge(response)


def _judge(response: httpx.Response) -> dict[str, Any] | CallFailed:
    if response.status_code >= 500:
        raise CallFailed(f"http_{response.status_code}", sent=True)
    if response.status_code >= 300:  # redirects are not followed: the token belongs to this address
        return CallFailed(f"http_{response.status_code}", sent=False, again=False)
    try:
        body = orjson.loads(response.content)
        errors, data = body.get("errors"), body.get("data")
        code = errors[0].get("extensions", {}).get("code") if errors else None
    except (ValueError, AttributeError, LookupError, TypeError):
        raise CallFailed("unreadable_answer", sent=True) from None
    if errors:
        return _failed(str(code))
    if not isinstance(data, dict):
        raise CallFailed("unreadable_answer", sent=True)
    return data


def _failed(code: str) -> CallFailed:
    if code == "UNAVAILABLE":
        raise CallFailed(code, sent=False)
    if code in NOTHING_DONE:
        return CallFailed(code, sent=False, again=False)
    raise CallFailed("graphql_error", sent=True)
