"""A helpdesk with the pack `direct-sales` for machines: all examples share it, each has orders of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

from helpdesk.app import Runtime
from helpdesk.kit.clock import StoppedClock
from tests import packs
from tests.actors import agent
from tests.conftest import MONDAY, settings_of
from tests.features.tickets.build import Desk
from tests.world import World

Answer = TypeVar("Answer")


class House:
    """One helpdesk, whose clock stands until it is moved; what is to be done is waited for."""

    def __init__(self, url: str, world: World) -> None:
        self.runner = asyncio.Runner()
        self.clock = StoppedClock(MONDAY)
        self.runtime = Runtime.build(settings_of(url), url, clock=self.clock)
        self.desk = Desk(self.runtime.transactor, world, self.clock)
        self.boss = agent(world, "admin", role="ADMIN")
        self.orders = count(1)
        self.do(packs.publish(self.runtime.transactor, world, "direct-sales"))
        self.do(self.desk.set_agents(capacity=100_000))

    def begin(self) -> None:
        """Let an example begin on the same day as every other, so that it goes the same way when it is tried again.

        What it touches must be its own: nothing that another example touched later may be part of it.
        """
        self.clock.at = MONDAY

    def do(self, what: Coroutine[Any, Any, Answer]) -> Answer:
        """Wait for it."""
        return self.runner.run(what)

    def close(self) -> None:
        """Close the connections."""
        self.do(self.runtime.engine.dispose())
        self.runner.close()
