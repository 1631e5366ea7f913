"""Root fields about calls. All need `calls.read`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import TIMESTAMP, Uuid, and_, bindparam, exists, literal_column, or_, select

from helpdesk.accounts.models import GroupMember
from helpdesk.calls import coverage
from helpdesk.calls.models import PlannedCall as CallRow
from helpdesk.calls.plans import CALL_PLAN
from helpdesk.calls.scripts import CALL_SCRIPT
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.statements import Condition
from helpdesk.schema.arguments import After, First
from helpdesk.schema.calls.plans import CallPlan, CallScript
from helpdesk.schema.calls.types import PlannedCall
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import needed, optional
from helpdesk.schema.projection.declarations import column
from helpdesk.schema.projection.requests import paged
from helpdesk.schema.sources import CALLS

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
_BEGINS, _ENDS = (bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("day_begins", "day_ends"))
_DUE = and_(
    CallRow.state.in_([literal_column("'DUE'"), literal_column("'POSTPONED'")]),
    CallRow.channel == literal_column("'PHONE'"),
    CallRow.not_before < _ENDS,
    CallRow.due > _BEGINS,
)
_GROUP = CallRow.group_id == bindparam("of_group", type_=Uuid())
_WHOSE = bindparam("of_agent", type_=Uuid())
_AGENT = and_(
    or_(CallRow.agent_id.is_(None), CallRow.agent_id == _WHOSE),
    exists(
        select(GroupMember.agent_id).where(
            GroupMember.agent_id == _WHOSE, GroupMember.group_id == CallRow.group_id
        )
    ),
)


@strawberry.type(description="How many of a plan's calls were made.")
class CallCoverage:
    """Counts of calls whose windows end within a time."""

    row: strawberry.Private[Any]
    planned: int = column("planned", "All that were planned.")
    done: int = column("done", "Made, or sent.")
    reached: int = column("reached", "Of those, with a customer who was spoken with.")
    missed: int = column("missed", "Missed.")
    open: int = column("open", "Still to be made.")
    cancelled: int = column("cancelled", "Not to be made any more.")
    percent: float | None = column(
        "percent", "Done of those not cancelled, in percent to two places; null where there are none."
    )


@strawberry.type
class CallQueries:
    """Root fields about calls."""

    @strawberry.field(
        description="Calls by phone to be made on a day, those whose window ends first at the top: those of an agent "
        "(of their groups, begun by nobody else) or of a group, in the caller's sight. Needs `calls.read`."
    )
    async def calls_due(
        self,
        info: Info,
        agent_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Those that this agent can make.")
        ] = None,
        group_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Those of this group.")
        ] = None,
        day: Annotated[
            date | None, strawberry.argument(description="The platform's day; today when left out.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[PlannedCall]:
        """A page of the work list."""
        info.context.actor.require(Permission.CALLS_READ)
        wanted = [Condition(_DUE, _day(info.context, day))]
        if agent_id is not None:
            wanted.append(Condition(_AGENT, {"of_agent": needed("agt", agent_id, "agentId")}))
        if group_id is not None:
            wanted.append(Condition(_GROUP, {"of_group": optional("grp", group_id, "groupId")}))
        page = paging.page(first=first, after=after)
        found: Any = paged(CALLS, info.context.actor, *wanted, order=["due", "id"], page=page)
        return cast("Connection[PlannedCall]", found)

    @strawberry.field(description="Call plans in force, by code. Needs `calls.read`.")
    async def call_plans(self, info: Info) -> list[CallPlan]:
        """Plans, those switched off too."""
        info.context.actor.require(Permission.CALLS_READ)
        snapshot = await info.context.configuration()
        rows = sorted(snapshot.of(CALL_PLAN).values(), key=lambda row: row.code)
        return [CallPlan(row=row, snapshot=snapshot) for row in rows]

    @strawberry.field(description="Call scripts in force, by code. Needs `calls.read`.")
    async def call_scripts(self, info: Info) -> list[CallScript]:
        """Scripts."""
        info.context.actor.require(Permission.CALLS_READ)
        snapshot = await info.context.configuration()
        rows = sorted(snapshot.of(CALL_SCRIPT).values(), key=lambda row: row.code)
        return [CallScript(row=row, snapshot=snapshot) for row in rows]

    @strawberry.field(
        description="How many of a plan's calls were made, of those in the caller's sight whose windows end after "
        "`from` and not after `to`: a quarter is from its first midnight to the next one's. Needs `calls.read`."
    )
    async def call_plan_coverage(
        self,
        info: Info,
        plan_id: Annotated[strawberry.ID, strawberry.argument(description="The plan, `cpl_…`.")],
        from_: Annotated[datetime, strawberry.argument(name="from", description="After this instant.")],
        to: Annotated[datetime, strawberry.argument(description="Up to and with this instant.")],
    ) -> CallCoverage:
        """The report."""
        async with info.context.read() as connection:
            found = await coverage.coverage(
                connection,
                info.context.actor,
                plan_id=needed("cpl", plan_id, "planId"),
                since=from_,
                until=to,
            )
        return CallCoverage(row=found)


def _day(context: Context, day: date | None) -> dict[str, datetime]:
    """When a day begins and ends. Raises InvalidValue for one beyond the calendar's own edges."""
    transactor = context.services.transactor
    if day is None:
        day = transactor.clock.now().astimezone(transactor.zone).date()
    if not EARLIEST <= day <= LATEST:
        raise InvalidValue("day", f"From {EARLIEST} to {LATEST}.", f"日期须在 {EARLIEST} 至 {LATEST} 之间。")
    begins = datetime.combine(day, time(), transactor.zone)
    return {"day_begins": begins, "day_ends": begins + timedelta(days=1)}
