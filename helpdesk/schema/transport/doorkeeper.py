"""Sockets whose callers' tokens are taken back while they are open: they end, in every process, once the log tells.

Whoever asks anew is refused without it: rights are verified with every statement. This is for who only listens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from helpdesk.accounts.tokens import Claims
from helpdesk.events.hub import Hub
from helpdesk.events.log import LoggedEvent
from helpdesk.kit.actor import Actor, ActorKind
from helpdesk.kit.database import AWAY
from helpdesk.schema.callers import Callers

PAUSE_SECONDS: Final = 1.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who opened a socket, by which token; a context would hold on to all that was kept at the time."""

    claims: Claims
    actor: Actor


class Guest(Protocol):
    """One socket."""

    @property
    def caller(self) -> Caller:
        """Who opened it."""

    def turn_away(self, code: str) -> None:
        """End it, saying why."""


class Doorkeeper:
    """The sockets of a process, and a loop that follows the log while there are any."""

    def __init__(self, callers: Callers, hub: Hub) -> None:
        self._callers = callers
        self._hub = hub
        self._inside: set[Guest] = set()
        self._loop: asyncio.Task[None] | None = None

    def let_in(self, guest: Guest) -> None:
        """Watch a socket, from before its caller is verified for the last time: nothing falls between."""
        self._inside.add(guest)
        if self._loop is None:
            self._loop = asyncio.create_task(self._watch(), name="doorkeeper")

    def left(self, guest: Guest) -> None:
        """A socket ended."""
        self._inside.discard(guest)

    async def aclose(self) -> None:
        """Stop watching."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None

    async def _watch(self) -> None:
        while True:
            try:
                begin = (await self._hub.head()).position
                await self._look_at(self._inside)  # whatever was told while nobody followed
                async for batch in self._hub.follow(begin):
                    await self._look_at(one for one in self._inside if _concerned(one.caller, batch))
            except AWAY as error:
                _log.warning("doorkeeper.database_away", error=type(error).__name__)
            except Exception:  # noqa: BLE001 - logged whole; sockets are watched on
                _log.exception("doorkeeper.failed")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _look_at(self, guests: Iterable[Guest]) -> None:
        """Turn away who is nobody any more."""
        looked_at = list(guests)
        if not looked_at:
            return
        refused = await self._callers.refused(guest.caller.claims for guest in looked_at)
        for guest in looked_at:
            if (error := refused.get(guest.caller.claims)) is not None:
                guest.turn_away(error.code)


def _concerned(caller: Caller, events: Collection[LoggedEvent]) -> bool:
    return any(_concerns(caller, event) for event in events)


def _concerns(caller: Caller, event: LoggedEvent) -> bool:
    """Whether an event may have taken the caller's token back; rather too often than once too few."""
    match event.kind:
        case "token_revocation.of_token":
            return bool(event.data["jti"] == caller.claims.jti)
        case "token_revocation.of_actor":
            return bool(event.data["actor_key"] == caller.actor.key)
        case "integration_token.revoked":
            return event.subject_id == caller.claims.token_id
        case "integration.saved":
            return caller.actor.kind is ActorKind.INTEGRATION
    return False
