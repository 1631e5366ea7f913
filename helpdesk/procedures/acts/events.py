"""What becomes of an act on the platform, told on its ticket. Free of personal data."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class ActAnswered(Event):
    """The platform answered: DONE, REFUSED or PRECONDITION_GONE; `reason` is its code, where it gave one."""

    kind = "act.answered"

    act_id: UUID
    act: str
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ActStuck(Event):
    """Nobody can say whether the platform acted; a person decides."""

    kind = "act.stuck"

    act_id: UUID
    act: str
    why: str


@dataclass(frozen=True, slots=True)
class ActDecided(Event):
    """A person decided about an act that was stuck: ASK, SEND or GIVE_UP. Why stands on the ticket as a note."""

    kind = "act.decided"

    act_id: UUID
    act: str
    decision: str
    comment_id: UUID
