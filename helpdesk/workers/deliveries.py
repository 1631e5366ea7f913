"""The loops that tell people outside the helpdesk: one decides about deliveries, and one for each channel sends.

They run beside the jobs, so that a channel that hangs keeps neither escalations nor other channels waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial

import structlog

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.database import AWAY
from helpdesk.kit.errors import Busy
from helpdesk.notify import deliveries, fanning, preferences
from helpdesk.notify.channels import Channel
from helpdesk.notify.guarding import Guard
from helpdesk.notify.sending import Sender

Turn = Callable[[], Awaitable[int]]
FAN_OUT_PAUSE = 0.5
SEND_PAUSE = 1.0
"""Seconds between looks where there was nothing to do; what was just made is looked for at once."""
GRACE = 10.0
_EVERY_DAY = 24 * 3600.0
_log = structlog.get_logger(__name__)


class DeliveryLoops:
    """What a worker runs for its channels; none are run where none is set up, save the one that decides."""

    def __init__(self, transactor: Transactor, guards: Iterable[Guard]) -> None:
        self._transactor = transactor
        self.senders = [Sender(transactor, guard) for guard in guards]
        self._made = [asyncio.Event() for _ in self.senders]

    def start(self) -> list[asyncio.Task[None]]:
        """The loops as tasks; cancelled, they finish what they have in hand, within 10 seconds."""
        loops = [
            (self.fan_out, FAN_OUT_PAUSE, asyncio.Event()),
            (self.forget, _EVERY_DAY, asyncio.Event()),
            *((sender.turn, SEND_PAUSE, made) for sender, made in zip(self.senders, self._made, strict=True)),
        ]
        return [asyncio.create_task(_again_and_again(*loop)) for loop in loops]

    async def fan_out(self) -> int:
        """Decide about deliveries; of how many notifications."""
        channels: set[Channel] = {one.guard.port.channel for one in self.senders}
        found = await self._transactor.run(SYSTEM, partial(fanning.fan_out, channels=channels))
        if found:
            for made in self._made:
                made.set()
        return found

    async def forget(self) -> int:
        """Delete what is not kept any longer, and the addresses of those who left; none is left."""
        await self._transactor.run(SYSTEM, deliveries.forget)
        while await self._transactor.run(SYSTEM, preferences.forget_next):
            pass
        return 0


async def _again_and_again(turn: Turn, pause: float, woken: asyncio.Event) -> None:
    """Take turns, at once while there is something to do; whatever goes wrong, the next turn comes."""
    while True:
        woken.clear()
        going = asyncio.create_task(_safely(turn))
        try:
            busy = await asyncio.shield(going)
        except asyncio.CancelledError:
            await _finished(going)
            raise
        if not busy:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), pause)


async def _finished(going: asyncio.Task[int]) -> None:
    """Wait for what is in hand, however often we are cancelled; not longer than a worker may take to stop."""
    loop = asyncio.get_running_loop()
    until = loop.time() + GRACE
    while not going.done():
        if loop.time() >= until:
            going.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait([going], timeout=max(0.1, until - loop.time()))


async def _safely(turn: Turn) -> int:
    try:
        return await turn()
    except (*AWAY, Busy) as error:
        _log.warning("deliveries.held_up", error=type(error).__name__)
    except Exception:  # noqa: BLE001 - logged whole; the loop must go on
        _log.exception("deliveries.failed")
    return 0
