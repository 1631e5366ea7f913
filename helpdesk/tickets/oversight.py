"""What whoever runs a ticket (a procedure) wants to hear of its life, and may have a say in.

Tickets know nothing of procedures, which lie above them; the process is wired with what they bring
(`Runtime.build`). Each is called inside the transaction, with the ticket locked and tracked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import Crossing
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import TicketStatus


async def _unheard(*_told: object) -> None:
    """Nobody wants to hear of it."""


async def _nothing_said(*_told: object) -> None:
    """Nobody says what may be shown: no part of it is held back."""


FOLLOW_UP = "FOLLOW_UP"
"""How a ticket comes in that follows up an ended one."""


@dataclass(frozen=True, slots=True)
class Oversight:
    """As it is, nobody oversees anything.

    `submitted`: a ticket was taken in, under this version, by the mutation named (None: the general one);
    costs no round trip where there is nothing to do.
    `before_end`: somebody wants the ticket to have this status (solved, closed, cancelled, merged); may raise
    what forbids it. It is not asked when time closes a solved ticket, nor by who ends it with `lifecycle.end`.
    `after_end`: the ticket has that status now; also when time closed it.
    `crossed`: a STEP or DEADLINE clock came upon its warning, its breach or a level, and people were told.
    Each crossing is told once, in the transaction that records it.
    `declared`: what of the ticket's form its present group may be shown in full, by names at its top; None: all of it,
    since the group is the one that is responsible for the requester, or the actor belongs to that one too.
    `erased`: sealed values of the ticket were deleted for good; nothing that was shown of them may be left.
    """

    submitted: Callable[[UnitOfWork, Ticket, Snapshot, str | None], Awaitable[None]] = _unheard
    before_end: Callable[[UnitOfWork, Ticket, TicketStatus], Awaitable[None]] = _unheard
    after_end: Callable[[UnitOfWork, Ticket, TicketStatus], Awaitable[None]] = _unheard
    crossed: Callable[[UnitOfWork, Ticket, SlaTimer, Crossing], Awaitable[None]] = _unheard
    declared: Callable[[UnitOfWork, Ticket], Awaitable[frozenset[str] | None]] = _nothing_said
    erased: Callable[[UnitOfWork, Ticket, frozenset[UUID]], Awaitable[None]] = _unheard
