"""Documents sent to the product over its real endpoint, in this process, from tests that are not asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from asgi_lifespan import LifespanManager

from helpdesk.app import Runtime, create_app
from helpdesk.kit.clock import StoppedClock
from tests.books import Books
from tests.conftest import settings_of
from tests.oracle.callers import bearer
from tests.oracle.world.making import Made

Fault = tuple[tuple[str | int, ...], str]
"""Where an error is, and its code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A document, and who asks it. `places` are the types and fields that a generated one asks for."""

    query: str
    caller: str = "admin"
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation: str | None = None
    language: str = "en"
    places: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `data` is None when there is none, and when it is null."""

    data: Any
    errors: frozenset[Fault] = frozenset()

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Answer:
        """From a response's JSON. `extensions` and texts are not compared."""
        errors = body.get("errors", ())
        return cls(body.get("data"), frozenset(map(fault, errors)))


def fault(error: Mapping[str, Any]) -> Fault:
    """Where an error is and which."""
    return tuple(error.get("path") or ()), str(error.get("extensions", {}).get("code"))


class House:
    """The application on a made world; its loops run while documents are asked."""

    def __init__(
        self, runner: asyncio.Runner, client: httpx.AsyncClient, runtime: Runtime, made: Made
    ) -> None:
        self.runner = runner
        self.client = client
        self.runtime = runtime
        self.made = made

    def ask(self, asked: Asked) -> Answer:
        """The product's answer."""
        return Answer.read(self.body(asked))

    def body(self, asked: Asked) -> dict[str, Any]:
        """The whole JSON of the response."""
        return self.runner.run(self._post(asked))

    async def _post(self, asked: Asked) -> dict[str, Any]:
        sent = {"query": asked.query, "variables": asked.variables, "operationName": asked.operation}
        headers = {"Authorization": f"Bearer {bearer(asked.caller)}", "Accept-Language": asked.language}
        response = await self.client.post("/graphql", json=sent, headers=headers)
        body: dict[str, Any] = response.json()
        return body


@contextmanager
def opened(made: Made) -> Iterator[House]:
    """The application on this database, at the instant at which the world stands."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        house = runner.run(_enter(stack, runner, made))
        try:
            yield house
        finally:
            runner.run(stack.aclose())


async def _enter(stack: AsyncExitStack, runner: asyncio.Runner, made: Made) -> House:
    runtime = Runtime.build(settings_of(made.url), made.url, clock=StoppedClock(made.now))
    app = create_app(runtime.settings, runtime=runtime, platform=Books())
    await stack.enter_async_context(LifespanManager(app))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://helpdesk", timeout=60)
    await stack.enter_async_context(client)
    return House(runner, client, runtime, made)
