"""A circuit breaker: after failures in a row the platform is left alone for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import HALF_OPENED, OpenedState

Answer = TypeVar("Answer")


class CircuitOpen(Exception):
    """The call was not made."""


class Circuit:
    """Opens after `threshold` failures in a row; `ttl` seconds later one call probes whether to close."""

    def __init__(self, *, threshold: int, ttl: float) -> None:
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=threshold, default_ttl=ttl)

    async def call(self, function: Callable[[], Awaitable[Answer]]) -> Answer:
        """Make the call; any exception is a failure, giving up waiting too. Raises CircuitOpen uncalled."""
        breaker = await self._breakers.get_breaker("platform")
        if breaker.context.state == HALF_OPENED:  # somebody probes just now
            raise CircuitOpen
        try:
            async with breaker:
                return await function()
        except OpenedState as opened:
            opened.__traceback__ = None  # the breaker raises one and the same instance, which would pile up
            raise CircuitOpen from None
