"""Who of a group takes the work now, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

_NEVER = datetime.min.replace(tzinfo=UTC)


class Why(StrEnum):
    """How the choice came about."""

    ONLY_ONE = "ONLY_ONE"
    LEAST_LOADED = "LEAST_LOADED"
    WAITED_LONGEST = "WAITED_LONGEST"
    NOBODY_AVAILABLE = "NOBODY_AVAILABLE"
    NO_CANDIDATES = "NO_CANDIDATES"


class Obstacle(StrEnum):
    """What kept a candidate from getting the work."""

    INACTIVE = "INACTIVE"
    OFF_SHIFT = "OFF_SHIFT"
    ON_LEAVE = "ON_LEAVE"
    ABSENT = "ABSENT"
    AT_CAPACITY = "AT_CAPACITY"
    LACKS_SKILLS = "LACKS_SKILLS"
    MORE_LOADED = "MORE_LOADED"
    ASSIGNED_LATER = "ASSIGNED_LATER"
    LATER_ID = "LATER_ID"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One agent of a group at an instant. `load` counts the open tickets, `capacity` how many are allowed."""

    agent_id: UUID
    load: int
    capacity: int
    present: bool = True
    on_shift: bool = True
    on_leave: bool = False
    active: bool = True
    skills: frozenset[str] = frozenset()
    last_assigned_at: datetime | None = None

    @property
    def on_duty(self) -> bool:
        """Whether the agent is there to work at all, with room or without."""
        return self.active and self.present and self.on_shift and not self.on_leave

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "agent_id": str(self.agent_id), "load": self.load, "capacity": self.capacity,
            "present": self.present, "on_shift": self.on_shift, "on_leave": self.on_leave, "active": self.active,
            "skills": sorted(self.skills),
            "last_assigned_at": self.last_assigned_at and self.last_assigned_at.isoformat(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The candidate that was stored."""
        last = stored["last_assigned_at"]
        return cls(
            **{
                **stored,
                "agent_id": UUID(stored["agent_id"]),
                "skills": frozenset(stored["skills"]),
                "last_assigned_at": datetime.fromisoformat(last) if last else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Availability:
    """Who there is in each group, as it was at `taken_at`."""

    taken_at: datetime
    candidates: Mapping[UUID, Sequence[Candidate]] = field(default_factory=dict)

    def of(self, group_id: UUID) -> Sequence[Candidate]:
        """The members of a group; none for a group that was not looked at."""
        return self.candidates.get(group_id, ())

    def to_json(self) -> dict[str, Any]:
        """As it is stored beside a decision."""
        groups = {str(key): [each.to_json() for each in found] for key, found in self.candidates.items()}
        return {"taken_at": self.taken_at.isoformat(), "candidates": groups}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The availability that was stored."""
        return cls(
            datetime.fromisoformat(stored["taken_at"]),
            {
                UUID(key): tuple(map(Candidate.from_json, found))
                for key, found in stored["candidates"].items()
            },
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one candidate did not get the work; no obstacle for the one who did."""

    agent_id: UUID
    obstacles: tuple[Obstacle, ...]
    missing_skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The agent chosen, or none, and what spoke against each of the others, by agent id."""

    agent_id: UUID | None
    why: Why
    reasons: tuple[Reason, ...]


def choose(candidates: Iterable[Candidate], needed: Iterable[str] = ()) -> Choice:
    """The agent who takes work that needs these skills: of those who can take it now, the least loaded.

    Among equally loaded the one whose last assignment lies longest back (never assigned first), then the
    lower id, so that the outcome does not depend on the order of the candidates.
    """
    skills = frozenset(needed)
    found = sorted(candidates, key=lambda each: each.agent_id.int)
    against = [obstacles(each, skills) for each in found]
    able = [each for each, obstacle in zip(found, against, strict=True) if not obstacle]
    best = min(able, key=_rank, default=None)
    return Choice(
        agent_id=best.agent_id if best else None,
        why=_why(found, able, best),
        reasons=tuple(
            _reason(each, obstacle, best, skills) for each, obstacle in zip(found, against, strict=True)
        ),
    )


def obstacles(candidate: Candidate, needed: frozenset[str]) -> tuple[Obstacle, ...]:
    """Everything that keeps a candidate from taking such work now."""
    if (
        candidate.active and candidate.on_shift and candidate.present and not candidate.on_leave
        and candidate.load < candidate.capacity and needed <= candidate.skills
    ):  # fmt: skip
        return ()
    found = (
        (not candidate.active, Obstacle.INACTIVE),
        (not candidate.on_shift, Obstacle.OFF_SHIFT),
        (candidate.on_leave, Obstacle.ON_LEAVE),
        (not candidate.present, Obstacle.ABSENT),
        (candidate.load >= candidate.capacity, Obstacle.AT_CAPACITY),
        (not needed <= candidate.skills, Obstacle.LACKS_SKILLS),
    )
    return tuple(obstacle for holds, obstacle in found if holds)


def _rank(candidate: Candidate) -> tuple[int, datetime, int]:
    return candidate.load, candidate.last_assigned_at or _NEVER, candidate.agent_id.int


def _why(found: Sequence[Candidate], able: Sequence[Candidate], best: Candidate | None) -> Why:
    if best is None:
        return Why.NOBODY_AVAILABLE if found else Why.NO_CANDIDATES
    if len(able) == 1:
        return Why.ONLY_ONE
    level = sum(each.load == best.load for each in able)
    return Why.LEAST_LOADED if level == 1 else Why.WAITED_LONGEST


def _reason(
    candidate: Candidate, against: tuple[Obstacle, ...], best: Candidate | None, needed: frozenset[str]
) -> Reason:
    if against:
        return Reason(candidate.agent_id, against, tuple(sorted(needed - candidate.skills)))
    if best is None or candidate is best:
        return Reason(candidate.agent_id, ())
    return Reason(candidate.agent_id, (_behind(candidate, best),))


def _behind(candidate: Candidate, best: Candidate) -> Obstacle:
    if candidate.load > best.load:
        return Obstacle.MORE_LOADED
    if (candidate.last_assigned_at or _NEVER) > (best.last_assigned_at or _NEVER):
        return Obstacle.ASSIGNED_LATER
    return Obstacle.LATER_ID
