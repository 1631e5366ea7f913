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
from helpdesk.notify import deliveries, fanning
from helpdesk.notify.channels import Channel
from helpdesk.notify.guarding import Guard
from helpdesk.notify.sending import Sender

Turn = Callable[[], Awaitable[int]]
PAUSE = 0.2
_EVERY_DAY = 24 * 3600.0
_log = structlog.get_logger(__name__)


class DeliveryLoops:
    """What a worker runs for its channels; none are run where none is set up, save the one that decides."""

    def __init__(self, transactor: Transactor, guards: Iterable[Guard], *, pause: float = PAUSE) -> None:
        self._transactor = transactor
        self.senders = [Sender(transactor, guard) for guard in guards]
        self._pause = pause

    def start(self) -> list[asyncio.Task[None]]:
        """The loops as tasks; cancelled, they finish the messages that they have in hand."""
        turns: list[Turn] = [self.fan_out, *(one.turn for one in self.senders)]
        return [
            *(asyncio.create_task(_again_and_again(turn, self._pause)) for turn in turns),
            asyncio.create_task(_again_and_again(self.forget, _EVERY_DAY)),
        ]

    async def fan_out(self) -> int:
        """Decide about deliveries; of how many notifications."""
        channels: set[Channel] = {one.guard.port.channel for one in self.senders}
        return await self._transactor.run(SYSTEM, partial(fanning.fan_out, channels=channels))

    async def forget(self) -> int:
        """Delete what is not kept any longer; none is left."""
        await self._transactor.run(SYSTEM, deliveries.forget)
        return 0


async def _again_and_again(turn: Turn, pause: float) -> None:
    """Take turns, at once while there is something to do; whatever goes wrong, the next turn comes."""
    while True:
        going = asyncio.create_task(_safely(turn))
        try:
            busy = await asyncio.shield(going)
        except asyncio.CancelledError:
            while not going.done():  # bounded: every attempt has its time-out
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([going])
            raise
        if not busy:
            await asyncio.sleep(pause)


async def _safely(turn: Turn) -> int:
    try:
        return await turn()
    except (*AWAY, Busy) as error:
        _log.warning("deliveries.held_up", error=type(error).__name__)
    except Exception:  # noqa: BLE001 - logged whole; the loop must go on
        _log.exception("deliveries.failed")
    return 0
