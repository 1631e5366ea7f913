"""Who holds a position now (docs/domain.md §1).

A position resolves to a person at the instant it is needed; vacant or absent, the deputy stands in, then
one level up; the record says so. Absent is who is on leave or no longer active; presence does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import aliased

from helpdesk.accounts.models import Agent, AgentGroup, Leave, OrganisationUnit, UnitKind
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound

Level = Literal[1, 2, 3]
"""1 the group's manager, 2 the department's, 3 the company's."""

GROUP: Final = "GROUP"
_KINDS: Final[dict[int, str]] = {1: GROUP, 2: UnitKind.DEPARTMENT.value, 3: UnitKind.COMPANY.value}
_HIGHEST = 12


class Absence(StrEnum):
    """Why a position passes to the next in line."""

    VACANT = "VACANT"
    INACTIVE = "INACTIVE"
    ON_LEAVE = "ON_LEAVE"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is named for a seat, and why they cannot be asked (None: they can)."""

    agent_id: UUID | None
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class Post:
    """A group, department or company with its two seats."""

    kind: str
    code: str
    manager: Seat
    deputy: Seat


@dataclass(frozen=True, slots=True)
class Step:
    """A seat that was passed over."""

    position: str
    agent_id: UUID | None
    why: Absence


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a position now; nobody when every seat up to the top is empty.

    `position` is the seat that was found (the one asked for when nobody was): `DEPARTMENT CS manager`.
    """

    agent_id: UUID | None
    position: str
    substituted: tuple[Step, ...] = ()

    def record(self) -> dict[str, Any]:
        """The resolution as an event keeps it."""
        return {
            "agent_id": self.agent_id,
            "position": self.position,
            "substituted": [
                {"position": step.position, "agent_id": step.agent_id, "why": step.why}
                for step in self.substituted
            ],
        }


async def resolve_position(
    connection: AsyncConnection | AsyncSession, group_id: UUID, level: Level, now: datetime
) -> Holder:
    """The person who holds the position above a group's tickets at `now`. Raises NotFound."""
    rows = (await connection.execute(_CHAIN, {"group_id": group_id, "now": now})).all()
    if not rows:
        raise NotFound(field="groupId", what="agent group", id=ids.encode("grp", group_id))
    return holder(list(_posts(rows)), level)


def holder(chain: Sequence[Post], level: Level) -> Holder:
    """The first person who can be asked, from a level of the chain (group first) upwards.

    A chain without that level (a group straight under the company) begins with the next one it has.
    """
    wanted = _KINDS[level]
    reached = [index for index, post in enumerate(chain) if post.kind == wanted]
    higher = [kind for number, kind in _KINDS.items() if number > level]
    start = next(iter(reached or [i for i, post in enumerate(chain) if post.kind in higher]), len(chain))
    passed: list[Step] = []
    if not reached:
        passed.append(Step(f"{wanted} manager", None, Absence.VACANT))
    for post in chain[start:]:
        for name, seat in (("manager", post.manager), ("deputy", post.deputy)):
            position = f"{post.kind} {post.code} {name}"
            if seat.absence is None:
                return Holder(seat.agent_id, position, tuple(passed))
            passed.append(Step(position, seat.agent_id, seat.absence))
    return Holder(None, passed[0].position, tuple(passed))


def _posts(rows: Iterable[Any]) -> Iterator[Post]:
    seen: set[UUID] = set()
    for row in rows:
        if row.id in seen:  # the organisation runs in a circle
            return
        seen.add(row.id)
        yield Post(
            row.kind,
            row.code,
            _seat(row.manager_id, is_active=row.manager_active, on_leave=row.manager_on_leave),
            _seat(row.deputy_id, is_active=row.deputy_active, on_leave=row.deputy_on_leave),
        )


def _seat(agent_id: UUID | None, *, is_active: bool | None, on_leave: bool) -> Seat:
    if agent_id is None:
        return Seat(None, Absence.VACANT)
    if not is_active:
        return Seat(agent_id, Absence.INACTIVE)
    return Seat(agent_id, Absence.ON_LEAVE if on_leave else None)


def _chain() -> Select[Any]:
    """The group and the units above it, lowest first, with who is named and who is away."""
    group, unit = AgentGroup, OrganisationUnit
    chain = (
        select(
            literal(0).label("height"), literal(GROUP).collate("C").label("kind"), group.id, group.code,
            group.manager_id, group.deputy_id, group.department_id.label("above"),
        )
        .where(group.id == bindparam("group_id"))
        .cte("chain", recursive=True)
    )  # fmt: skip
    chain = chain.union_all(
        select(
            chain.c.height + 1, unit.kind, unit.id, unit.code, unit.manager_id, unit.deputy_id, unit.parent_id
        ).where(unit.id == chain.c.above, chain.c.height < _HIGHEST)
    )
    manager, deputy = aliased(Agent), aliased(Agent)
    return (
        select(
            chain,
            manager.active.label("manager_active"),
            deputy.active.label("deputy_active"),
            _on_leave(chain.c.manager_id).label("manager_on_leave"),
            _on_leave(chain.c.deputy_id).label("deputy_on_leave"),
        )
        .outerjoin_from(chain, manager, manager.id == chain.c.manager_id)
        .outerjoin(deputy, deputy.id == chain.c.deputy_id)
        .order_by(chain.c.height)
    )


def _on_leave(agent_id: Any) -> Any:
    now: BindParameter[datetime] = bindparam("now")
    return exists().where(and_(Leave.agent_id == agent_id, Leave.starts_at <= now, Leave.ends_at > now))


_CHAIN: Final = _chain()
