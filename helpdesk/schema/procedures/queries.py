"""The work list of steps."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam, literal_column

from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.statements import Condition
from helpdesk.procedures.models import ProcedureStep as StepRow
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.fields import optional
from helpdesk.schema.procedures.types import ProcedureStep
from helpdesk.schema.projection.requests import paged
from helpdesk.schema.sources import PROCEDURE_STEPS

_FOR_PEOPLE = Condition(and_(StepRow.state == literal_column("'CURRENT'"), StepRow.act_id.is_(None)))
"""Current steps, but for those that wait for the platform's answer: nobody can take them."""
_OF_GROUPS = StepRow.group_id == any_(bindparam("step_groups", type_=ARRAY(Uuid())))


@strawberry.type
class ProcedureQueries:
    """Root fields of procedures."""

    @strawberry.field(
        description="Steps that people are to take now in the groups that the caller works in or runs, the longest "
        "waiting first. Needs `procedure.take_step` and `ticket.read_internal`."
    )
    async def steps_due(
        self,
        info: Info,
        group_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Of this group alone; it must be the caller's."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[ProcedureStep]:
        """A page of steps."""
        actor = info.context.actor
        actor.require(Permission.PROCEDURE_TAKE_STEP)
        actor.require(Permission.TICKET_READ_INTERNAL)
        wanted, own = optional("grp", group_id, "groupId"), actor.works_in | actor.group_ids
        groups = own if wanted is None else own & {wanted}
        found: Any = paged(
            PROCEDURE_STEPS,
            actor,
            _FOR_PEOPLE,
            Condition(_OF_GROUPS, {"step_groups": sorted(groups)}),
            order=["began_at", "id"],
            page=paging.page(first=first, after=after),
        )
        return cast("Connection[ProcedureStep]", found)
