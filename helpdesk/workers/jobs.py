"""The jobs: each calls verbs in units of work of its own, and may be done twice without harm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import dramatiq
import structlog
from dramatiq.middleware import CurrentMessage
from sqlalchemy.exc import OperationalError

from helpdesk.calls import forgetting, generation, messages
from helpdesk.events.work import Transactor
from helpdesk.kit import metrics, tracing
from helpdesk.kit.actor import SYSTEM
from helpdesk.notify.channels import InDoubt, NotTaken
from helpdesk.notify.sms import ConsoleSms, Sms
from helpdesk.platform import notices
from helpdesk.platform.port import Platform
from helpdesk.procedures.acts import performing
from helpdesk.procedures.deletions import watching
from helpdesk.procedures.verifications import coding
from helpdesk.sla import claim
from helpdesk.tickets import assignment, escalation, firing
from helpdesk.tickets.escalation import Told
from helpdesk.workers.broker import ORIGIN, QUEUE

Job = Callable[..., Awaitable[None]]
_ENDS = {"SENT": messages.sent, "NOT_TAKEN": messages.not_taken, "IN_DOUBT": messages.in_doubt}
_log = structlog.get_logger(__name__)


class Jobs:
    """All jobs by name. Arguments are JSON: ids as text."""

    def __init__(
        self,
        transactor: Callable[[], Transactor],
        platform: Platform | None = None,
        *,
        act_lease: timedelta = performing.LEASE,
        sms: Sms | None = None,
    ) -> None:
        self._transactor = transactor
        self._platform = platform
        self._act_lease = act_lease
        self._sms = sms or ConsoleSms()

    async def fire_timers(self, timer_ids: list[str]) -> None:
        """Warn, breach or escalate each timer that is still due: together what can be, else one transaction each.

        One that fails holds up no other; the job fails when all were tried.
        """
        transactor = self._transactor()
        async with transactor.read() as connection:
            due = await claim.still_due(connection, [UUID(key) for key in timer_ids], transactor.clock.now())
        if not due:
            return
        failure: Exception | None = None
        for timer_id in await self._fire_together(transactor, due):
            try:
                with tracing.span("fire timer", **{"helpdesk.timer": str(timer_id)}):
                    told = await transactor.run(SYSTEM, partial(escalation.fire, timer_id=timer_id))
            except Exception as error:  # noqa: BLE001 - raised below, once the others had their turn
                failure = error
            else:
                _tell(transactor, [told] if told else [])
        if failure is not None:
            raise failure

    async def _fire_together(self, transactor: Transactor, due: Sequence[UUID]) -> Sequence[UUID]:
        """Fire what can be fired in one transaction; those that are left."""
        try:
            with tracing.span("fire timers together", parent=None, count=len(due)):
                fired = await transactor.run(SYSTEM, partial(firing.fire_together, timer_ids=due))
        except OperationalError:
            raise  # the database is away: for one as for many
        except Exception:  # noqa: BLE001 - whosever fault it is shows one by one, and is told then
            _log.warning("timers.apart", count=len(due), exc_info=True)
            return due
        _tell(transactor, fired.told)
        return fired.left

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

    async def look_at_deletion(self, ticket_id: str) -> None:
        """The platform told something about a deletion: look at its order, and go on by that."""
        changed = await watching.look(self._transactor(), self._platform, ticket_id=UUID(ticket_id))
        _log.info("deletion.looked_at", ticket=ticket_id, changed=changed)

    async def perform_act(self, act_id: str) -> None:
        """Make one attempt at an act on the platform; the claim loop sees to the next."""
        await performing.perform(
            self._transactor(), self._platform, act_id=UUID(act_id), lease=self._act_lease
        )

    async def plan_calls_after(self, ticket_id: str) -> None:
        """A complaint was settled, or opened again: plan the calls that it earns, or take them back."""
        planned = await self._transactor().run(
            SYSTEM, partial(generation.after_ticket, ticket_id=UUID(ticket_id))
        )
        _log.info("calls.planned", ticket=ticket_id, calls=[str(call) for call in planned])

    async def forget_calls(self, customer_id: str) -> None:
        """A person was forgotten: end their calls, and clear what was said in them."""
        ended = await self._transactor().run(
            SYSTEM, partial(forgetting.forget, customer_id=UUID(customer_id))
        )
        _log.info("calls.forgotten", customer=customer_id, ended=ended)

    async def send_call_messages(self, call_ids: list[str]) -> None:
        """Send calls that go by SMS; each is asked for, sent and recorded by itself."""
        for call_id in map(UUID, call_ids):
            found = await self._transactor().run(SYSTEM, partial(messages.message, call_id=call_id))
            if found is not None:
                end = await self._hand_over(found.to, found.text, found.id)
                await self._transactor().run(SYSTEM, partial(_ENDS[end], call_id=call_id))

    async def send_verification_code(self, code_id: str) -> None:
        """Make a one-time code and send it, at most once; where it is lost, another is asked for."""
        found = await self._transactor().run(SYSTEM, partial(coding.make, code_id=UUID(code_id)))
        if found is not None:
            await self._hand_over(found.to, found.text, found.id)

    async def _hand_over(self, to: str, text: str, id: str) -> str:  # noqa: A002 - as the port says it
        """Send an SMS once: SENT, NOT_TAKEN, or IN_DOUBT."""
        try:
            await self._sms.send(to, text, id=id)
        except NotTaken as error:
            _log.warning("sms.not_taken", message=id, error=error.code)
            return "NOT_TAKEN"
        except InDoubt as error:
            _log.warning("sms.in_doubt", message=id, error=error.code)
            return "IN_DOUBT"
        return "SENT"

    def declare(self, broker: dramatiq.Broker) -> None:
        """Make the jobs known to the broker as actors. A failing job is retried for about a day."""
        for job in (
            self.fire_timers, self.drain_queues, self.recompute_provisional_timers, self.platform_notice,
            self.perform_act, self.look_at_deletion,
            self.plan_calls_after, self.forget_calls, self.send_call_messages, self.send_verification_code,
        ):  # fmt: skip
            declare = dramatiq.actor(
                actor_name=job.__name__, queue_name=QUEUE, broker=broker,
                max_retries=50, min_backoff=200, max_backoff=1_800_000,
            )  # fmt: skip
            declare(plain(job))


def _tell(transactor: Transactor, told: Sequence[Told]) -> None:
    """Count and log what time did."""
    for one in told:
        metrics.LATENESS.labels(one.crossing).observe(transactor.clock.real_seconds_since(one.due_at))
        _log.info("timer.fired", timer=str(one.timer_id), ticket=str(one.ticket_id), crossing=one.crossing)


def plain(job: Job) -> Callable[..., Any]:
    """A job as an actor: counted and timed, with what asked for it in its log lines and spans."""
    name = job.__name__

    async def run(**arguments: Any) -> None:
        message = CurrentMessage.get_current_message()
        asked, ids = (
            (None, {}) if message is None else (message.options.get(ORIGIN), {"job_id": message.message_id})
        )
        with tracing.continuing(asked, f"job {name}", **ids), metrics.job(name):
            try:
                await job(**arguments)
            except Exception:
                _log.exception("job.failed", name=name)
                raise
            _log.info("job.done", name=name)

    run.__name__ = name
    return run
