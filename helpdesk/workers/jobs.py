"""The jobs: each calls verbs in units of work of its own, and may be done twice without harm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import dramatiq
import structlog

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.platform import notices
from helpdesk.platform.port import Platform
from helpdesk.procedures.acts import performing
from helpdesk.tickets import assignment, escalation
from helpdesk.workers.broker import QUEUE

Job = Callable[..., Awaitable[None]]
_log = structlog.get_logger(__name__)


class Jobs:
    """All jobs by name. Arguments are JSON: ids as text."""

    def __init__(self, transactor: Callable[[], Transactor], platform: Platform | None = None) -> None:
        self._transactor = transactor
        self._platform = platform

    async def fire_timers(self, timer_ids: list[str]) -> None:
        """Warn, breach or escalate each timer that is still due, one transaction each."""
        for timer_id in timer_ids:
            told = await self._transactor().run(SYSTEM, partial(escalation.fire, timer_id=UUID(timer_id)))
            if told is not None:
                _log.info("timer.fired", timer=timer_id, ticket=str(told.ticket_id), crossing=told.crossing)

    async def drain_queues(self, group_ids: list[str]) -> None:
        """Give queued tickets of these groups to who can take work now, oldest first."""
        for group_id in group_ids:
            while await self._transactor().run(
                SYSTEM, partial(assignment.drain_one, group_id=UUID(group_id))
            ):
                pass

    async def recompute_provisional_timers(self, year: int) -> None:
        """A year's holidays became known: compute the timers that guessed them again."""
        recomputed = await escalation.recompute_provisional(self._transactor())
        _log.info("timers.recomputed", year=year, count=recomputed)

    async def platform_notice(self, notice_id: str) -> None:
        """React to what the platform told, once."""
        notice = await self._transactor().run(SYSTEM, partial(notices.react, notice_id=UUID(notice_id)))
        if notice is not None:
            _log.info("notice.reacted", notice=notice_id, kind=notice.kind.value)

    async def perform_act(self, act_id: str) -> None:
        """Make one attempt at an act on the platform; the claim loop sees to the next."""
        await performing.perform(self._transactor(), self._platform, act_id=UUID(act_id))

    def declare(self, broker: dramatiq.Broker) -> None:
        """Make the jobs known to the broker as actors. A failing job is retried for about a day."""
        for job in (
            self.fire_timers, self.drain_queues, self.recompute_provisional_timers, self.platform_notice,
            self.perform_act,
        ):  # fmt: skip
            declare = dramatiq.actor(
                actor_name=job.__name__, queue_name=QUEUE, broker=broker,
                max_retries=50, min_backoff=200, max_backoff=1_800_000,
            )  # fmt: skip
            declare(_plain(job))


def _plain(job: Job) -> Callable[..., Any]:
    async def run(**arguments: Any) -> None:
        await job(**arguments)

    run.__name__ = job.__name__
    return run
