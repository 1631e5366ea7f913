"""One attempt at sending, that neither hangs nor raises: time runs out, and who fails in a row is left alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from helpdesk.kit.bounded import Bounded
from helpdesk.notify.channels import InDoubt, Message, NotTaken, Port
from helpdesk.platform.circuit import Circuit, CircuitOpen

FAILURES = 5
REST_SECONDS = 30.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an attempt came to. `error` is None when it was taken; `doubt`: it may have been; `for_good`: never will."""

    error: str | None = None
    doubt: bool = False
    for_good: bool = False


TAKEN = Answer()


class Guard:
    """Attempts by one port, each at most `timeout` seconds long, with a circuit breaker for each other end."""

    def __init__(
        self, port: Port, *, timeout: float, failures: int = FAILURES, rest: float = REST_SECONDS
    ) -> None:
        self.port = port
        self.timeout = timeout
        self._circuits: Bounded[Circuit] = Bounded(256)
        self._failures, self._rest = failures, rest

    async def attempt(self, message: Message) -> Answer:
        """Try once; whatever happens is an answer."""
        name = self.port.health_of(message)
        circuit = self._circuits.get(name) or self._circuits.put(name, self._new())
        try:
            return await circuit.call(lambda: self._sent(message))
        except CircuitOpen:
            return Answer("CIRCUIT_OPEN")
        except NotTaken as error:
            return Answer(error.code)
        except InDoubt as error:
            return Answer(error.code, doubt=True)

    def _new(self) -> Circuit:
        return Circuit(threshold=self._failures, ttl=self._rest)

    async def _sent(self, message: Message) -> Answer:
        """Raises what speaks against the other end's health; a message refused for good does not."""
        try:
            async with asyncio.timeout(self.timeout):
                await self.port.send(message)
        except NotTaken as error:
            if error.for_good:
                return Answer(error.code, for_good=True)
            raise
        except InDoubt:
            raise
        except TimeoutError:
            raise InDoubt("TIMEOUT") from None
        except Exception as error:  # noqa: BLE001 - one message's fault is told by its kind: a text might hold an address
            _log.error("delivery.broke", channel=self.port.channel.value, error=type(error).__name__)
            raise InDoubt(type(error).__name__) from None
        return TAKEN
