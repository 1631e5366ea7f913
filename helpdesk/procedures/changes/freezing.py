"""Counting forms that miss what the platform holds, and freezing the member after too many (docs/domain.md, 3.1).

The form is refused in the transaction that judged it, of which nothing is left; what it missed is counted in one of
its own, before anybody is told what it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.accounts import organisation
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.kit.ids import new_id
from helpdesk.platform.values import MemberField
from helpdesk.procedures import typed_intake
from helpdesk.procedures.changes.events import ChangesFrozen, MemberMismatched
from helpdesk.procedures.changes.models import MemberWatch
from helpdesk.procedures.rules import mismatches
from helpdesk.procedures.rules.days import day_of
from helpdesk.procedures.rules.errors import MemberFrozen
from helpdesk.procedures.rules.mismatches import MismatchFacts
from helpdesk.procedures.rules.verdict import Verdict


class Mismatched(Several):
    """A form misses what the platform holds: to be counted before its submitter is told."""

    def __init__(
        self, errors: list[HelpdeskError], *, member_code: str, fields: tuple[MemberField, ...]
    ) -> None:
        super().__init__(errors)
        self.member_code = member_code
        self.fields = fields


async def standing(
    reader: AsyncConnection | AsyncSession, member_code: str, *, now: datetime, zone: ZoneInfo, limit: int
) -> Verdict[MismatchFacts]:
    """Whether forms about this member are looked at now, and how many more may miss."""
    found = await reader.scalar(
        select(MemberWatch.mismatched_at).where(MemberWatch.member_code == member_code)
    )
    return mismatches.check(found or (), now=now, zone=zone, limit=limit)


async def count(work: UnitOfWork, refused: Mismatched, *, intake: str) -> Several:
    """Count what a refused form missed; what its submitter is told.

    That is what was wrong with it, unless the limit was reached, by this form or another meanwhile: then nothing
    is told but that. So however many are sent at once, no more than the limit are ever answered.
    """
    snapshot = await work.resource(Configurations).current(work.session)
    item_id, definition = typed_intake.item_of(snapshot, intake)
    watch = await _locked(work, refused.member_code)
    limit = definition.mismatches_a_day
    verdict = mismatches.check(watch.mismatched_at, now=work.now, zone=work.zone, limit=limit)
    if not verdict.allowed:
        return Several(list(verdict.refusals))
    fresh, facts = len(refused.fields), verdict.facts
    today = [one for one in watch.mismatched_at if day_of(one, work.zone) == day_of(work.now, work.zone)]
    watch.mismatched_at = [*today, *[work.now] * min(fresh, facts.left)]
    work.record(
        watch,
        MemberMismatched(
            watch.member_code, [one.value for one in refused.fields], today=len(watch.mismatched_at)
        ),
    )
    after = mismatches.check(watch.mismatched_at, now=work.now, zone=work.zone, limit=limit)
    if after.facts.until is not None:
        await _tell(work, watch, snapshot, item_id, until=after.facts.until)
    if fresh > facts.left:
        return Several([MemberFrozen(field="memberCode", until=after.facts.until)])
    return refused


async def _tell(
    work: UnitOfWork, watch: MemberWatch, snapshot: Snapshot, item_id: UUID, *, until: datetime
) -> None:
    """Tell who leads the group that works such forms."""
    group = Catalog.of(snapshot).effective(item_id).group
    recipients: list[UUID] = []
    substituted: list[dict[str, Any]] = []
    if group is not None:
        holder = await organisation.resolve_position(work.session, group.value, 1, work.now)
        recipients = [holder.agent_id] if holder.agent_id else []
        substituted = holder.record()["substituted"]
    work.record(watch, ChangesFrozen(watch.member_code, until, recipients, substituted))


async def _locked(work: UnitOfWork, member_code: str) -> MemberWatch:
    """The member's watch, made where there is none, locked and tracked."""
    fresh = insert(MemberWatch).values(
        id=new_id(), member_code=member_code, mismatched_at=[], revision=0, last_event_at=work.now
    )
    await work.session.execute(fresh.on_conflict_do_nothing(index_elements=["member_code"]))
    query = select(MemberWatch).where(MemberWatch.member_code == member_code).with_for_update()
    watch: MemberWatch = (await work.session.scalars(query.execution_options(populate_existing=True))).one()
    work.track(watch)
    return watch
