"""The one way of an edge to make a change: a verb in a transaction of its own, once for each key.

What must hold before the verb may go on (the caller's rights, the key) is asked in front of the verb's own
first questions, in the same round trip and the same transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from helpdesk.events.idempotency import Key, Repeated, claim, settle
from helpdesk.events.work import Transactor, UnitOfWork, persistently
from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.kit.pipeline import Prepared, Rows

Verb = Callable[[UnitOfWork], Awaitable[Mapping[str, Any]]]
_GENERATION = Prepared("SELECT generation FROM reference_head")


class ReferencesMoved(Exception):
    """Who may call, the organisation or the configuration changed since they were read: nothing was done."""

    def __init__(self, generation: int) -> None:
        super().__init__(f"generation {generation}")
        self.generation = generation


async def perform(
    transactor: Transactor,
    actor: Actor,
    verb: Verb,
    *,
    key: Key | None = None,
    generation: int | None = None,
    folded: bool = False,
) -> Mapping[str, Any]:
    """Run a verb, once for each key; what it leads to, now or before. Collisions are tried again.

    `generation` is that of the reference rows by which the actor's rights are known. A `folded` verb asks by
    `work.exchange` before it uses the session, so that what is asked here goes in that same round trip.
    Raises ReferencesMoved, Busy, IdempotencyKeyReused, and what the verb raises.
    """

    async def once() -> Mapping[str, Any]:
        async with transactor.begin(actor) as work:
            if generation is not None:
                _verify(work, generation)
            if key is not None:
                claim(work, key)
            if not folded:
                await work.open()
            try:
                outcome = await verb(work)
            except (HelpdeskError, Several):
                await work.open()  # what was done before is answered as before, whatever would forbid it now
                raise
            if key is not None:
                settle(work, key, outcome)
            return outcome

    try:
        return await persistently(once)
    except Repeated as repeated:
        return repeated.outcome


def _verify(work: UnitOfWork, generation: int) -> None:
    async def check(answers: Sequence[Rows]) -> None:
        [[(found,)]] = answers
        if found != generation:
            raise ReferencesMoved(found)

    work.first([_GENERATION()], check)
