"""Sending what is due by one channel: claim (transaction), send (none open), settle (transaction)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.notify import deliveries
from helpdesk.notify.addressing import Addressed, addressed
from helpdesk.notify.guarding import Answer, Guard
from helpdesk.privacy.errors import CannotBeOpened
from helpdesk.privacy.vault import Vault

AT_ONCE = 8
"""How many messages of a channel one worker has in hand at a time."""
_MARGIN = timedelta(seconds=30)
"""Real time that a lease outlasts the longest attempt by: the settling may have to wait for the database."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends by one channel, whatever becomes of the others."""

    transactor: Transactor
    guard: Guard

    async def turn(self) -> int:
        """Send what is due, at most 8 messages; how many were tried."""
        found = await self.transactor.run(SYSTEM, self._claim)
        ends = await asyncio.gather(*(self._send(one) for one in found), return_exceptions=True)
        for failure in ends:
            if failure is not None:
                raise failure
        return len(found)

    async def _claim(self, work: UnitOfWork) -> list[Addressed]:
        port = self.guard.port
        lease = timedelta(seconds=self.guard.timeout) + _MARGIN
        claimed = await deliveries.claim(
            work, channel=port.channel, habits=port.habits, lease=lease, most=AT_ONCE
        )
        return await addressed(work, claimed, port.channel)

    async def _send(self, one: Addressed) -> None:
        answer = await self._attempt(one)
        state = await self.transactor.run(
            SYSTEM,
            partial(
                deliveries.settle, ids=one.delivery_ids, lease_until=one.lease_until, answer=answer,
                habits=self.guard.port.habits,
            ),
        )  # fmt: skip
        _log.info(
            "delivery.attempted", message=str(one.message_id), channel=self.guard.port.channel.value,
            notices=len(one.notices), state=state and state.value, error=answer.error,
        )  # fmt: skip

    async def _attempt(self, one: Addressed) -> Answer:
        vault = self.transactor.resources[Vault]
        assert isinstance(vault, Vault)  # noqa: S101 - the wiring is under its type
        try:
            async with self.transactor.read() as connection:
                message = await one.opened(vault, connection, self.transactor.zone)
        except CannotBeOpened:
            return Answer("CANNOT_BE_OPENED", for_good=True)
        if message is None:
            return Answer("NO_ADDRESS", for_good=True)
        return await self.guard.attempt(message)
