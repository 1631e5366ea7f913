"""A member about whom too many wrong values were given: frozen, and the group's manager told."""

from __future__ import annotations

from helpdesk.platform.values import MemberField
from helpdesk.procedures.changes import asking, freezing
from helpdesk.procedures.changes.freezing import Mismatched
from tests.oracle.world.stage import S001, Stage


async def make(stage: Stage) -> None:
    """M2's forms missed five times."""
    for number in (2, 3):
        missed = Mismatched([], member_code="M2", fields=tuple(MemberField)[:number])
        await stage.do(S001, freezing.count, missed, intake=asking.INTAKE)
