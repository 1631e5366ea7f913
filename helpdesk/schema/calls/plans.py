"""Call plans and scripts as one version of the configuration has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import strawberry

from helpdesk.calls.plans import CALL_PLAN, AfterComplaint, ByGrade, Quarterly
from helpdesk.calls.plans import CallPlan as PlanDocument
from helpdesk.calls.scripts import CALL_SCRIPT, SpokenText
from helpdesk.calls.scripts import CallScript as ScriptDocument
from helpdesk.calls.scripts import ScriptAnswer as AnswerDocument
from helpdesk.calls.scripts import ScriptNode as NodeDocument
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.schema.calls.enums import CallChannel, CallOutcome, CallTrigger, Counting
from helpdesk.schema.catalog import types as catalog
from helpdesk.schema.catalog.types import ServiceItem, name_of
from helpdesk.schema.configuration.entries import entry
from helpdesk.schema.configuration.promises import Calendar
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import AgentGroup, Name
from helpdesk.schema.projection.declarations import column, identifier
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.requests import ByKey, Pinned
from helpdesk.schema.scalars import Duration
from helpdesk.schema.sources import GROUPS
from helpdesk.sla.kinds import CALENDAR


def spoken(text: SpokenText) -> Name:
    """What is said, in both languages."""
    return Name(zh=text.zh, en=text.en)


@strawberry.type(description="What the customer may say, or what may happen: it leads on or is an outcome.")
class CallScriptAnswer:
    """An answer."""

    row: strawberry.Private[AnswerDocument]
    snapshot: strawberry.Private[Snapshot]
    code: str = column("code", "Its code, as `recordCall` wants it.")
    label: Name = column("label", "What is shown for it.", convert=name_of)
    next: str | None = column("next", "The code of the node that it leads to.")
    outcome: CallOutcome | None = column("outcome", "The outcome of the call that it is.")

    @strawberry.field(description="The service item of the ticket that the outcome opens.")
    def opens_item(self) -> ServiceItem | None:
        """The item."""
        key = self.row.opens_item_id
        return None if key is None else catalog.shown(Catalog.of(self.snapshot), key)


@strawberry.type(description="A sentence to say, and the answers to it.")
class CallScriptNode:
    """A node."""

    row: strawberry.Private[NodeDocument]
    snapshot: strawberry.Private[Snapshot]
    code: str = column("code", "Its code.")
    text: Name = column(
        "text",
        "What to say; `{customer}`, `{member_code}`, `{agent}`, `{group}`, `{order_code}` and `{date}` are filled in "
        "by whoever shows it.",
        convert=spoken,
    )

    @strawberry.field(description="What may come of it.")
    def answers(self) -> list[CallScriptAnswer]:
        """The answers."""
        return [CallScriptAnswer(row=row, snapshot=self.snapshot) for row in self.row.answers]


@strawberry.type(description="A branching call script (话术).")
class CallScript(Node):
    """A script."""

    row: strawberry.Private[ScriptDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("csc")
    code: str = column("code", "Its code.")
    name: Name = column("name", "What it is called.", convert=name_of)

    @strawberry.field(description="Its nodes; it begins with the first.")
    def nodes(self) -> list[CallScriptNode]:
        """The nodes."""
        return [CallScriptNode(row=row, snapshot=self.snapshot) for row in self.row.nodes]


@strawberry.type(description="Days after an occasion, both included; the day of the occasion is day 0.")
class DayWindow:
    """A window."""

    from_day: int = column("from_day", "The first day.")
    to_day: int = column("to_day", "The last day, which belongs to it.")
    counting: Counting = column("counting", "Which days count.")

    row: strawberry.Private[Any]


@strawberry.type(description="The calls that customers of a grade get in a month.")
class MonthlyCalls:
    """One grade's calls."""

    grade: Grade = strawberry.field(description="The grade.")
    channels: list[CallChannel] = strawberry.field(description="One channel for each call, in their order.")


@strawberry.type(description="A call plan (回访计划): who is called on what occasion, within which days.")
class CallPlan(Node):
    """A plan."""

    row: strawberry.Private[PlanDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("cpl")
    code: str = column("code", "Its code, as `planCall` wants it.")
    name: Name = column("name", "What it is called.", convert=name_of)
    active: bool = column("active", "Whether it plans calls.")
    routine: bool = column("routine", "Whether its calls end when the customer wants no more of them.")
    message: Name | None = column("message", "What it sends by SMS.", convert=spoken)
    most_attempts: int = column("most_attempts", "How often a customer who is not reached is tried.")
    retry_after: Duration = column("retry_after", "After what time they are tried again.")

    @strawberry.field(description="On what occasion it calls.")
    def trigger(self) -> CallTrigger:
        """The kind of its trigger."""
        return CallTrigger(self.row.trigger.kind)

    @strawberry.field(description="The calls of a month by grade; none but for GRADE.")
    def monthly(self) -> list[MonthlyCalls]:
        """By grade."""
        trigger = self.row.trigger
        found = trigger.monthly.items() if isinstance(trigger, ByGrade) else ()
        return [MonthlyCalls(grade=grade, channels=list(channels)) for grade, channels in sorted(found)]

    @strawberry.field(description="The channel; null for GRADE, which has one for each call.")
    def channel(self) -> CallChannel | None:
        """The channel."""
        trigger = self.row.trigger
        return None if isinstance(trigger, ByGrade) else trigger.channel

    @strawberry.field(description="For QUARTERLY: only members of these grades; empty is every member.")
    def grades(self) -> list[Grade]:
        """The grades."""
        trigger = self.row.trigger
        return list(trigger.grades) if isinstance(trigger, Quarterly) else []

    @strawberry.field(
        description="The window after the occasion; null for GRADE and QUARTERLY, whose windows are their parts of the "
        "month and the quarter."
    )
    def window(self) -> DayWindow | None:
        """The window."""
        trigger = self.row.trigger
        return None if isinstance(trigger, ByGrade | Quarterly) else DayWindow(row=trigger.window)

    @strawberry.field(description="For AFTER_COMPLAINT: the items whose tickets count, with all below them.")
    def items(self) -> list[ServiceItem]:
        """The items."""
        trigger = self.row.trigger
        found = trigger.item_ids if isinstance(trigger, AfterComplaint) else ()
        return [catalog.shown(Catalog.of(self.snapshot), key) for key in found]

    @strawberry.field(description="The group whose agents make its calls.")
    def group(self) -> AgentGroup | None:
        """The group."""
        return cast("AgentGroup | None", ByKey(GROUPS, self.row.group_id))

    @strawberry.field(description="In whose open hours its calls begin and its messages are sent.")
    def calendar(self) -> Calendar:
        """The calendar."""
        return Calendar(row=self.snapshot.of(CALENDAR)[self.row.calendar_id], snapshot=self.snapshot)

    @strawberry.field(description="What is said; null where all is sent by SMS.")
    def script(self) -> CallScript | None:
        """The script."""
        found = self.row.script_id and self.snapshot.of(CALL_SCRIPT).get(self.row.script_id)
        return CallScript(row=found, snapshot=self.snapshot) if found else None


async def plans_of_versions(run: Run, keys: Sequence[tuple[UUID, int]]) -> list[Pinned | None]:
    """Each plan as its version of the configuration has it."""
    found: dict[tuple[UUID, int], Pinned | None] = {}
    for key, version in set(keys):
        snapshot = await run.context.configuration(version)
        row = snapshot.of(CALL_PLAN).get(key)
        shown = None if row is None else Pinned((version, key), CallPlan(row=row, snapshot=snapshot))
        found[key, version] = shown
    return [found[key] for key in keys]


NODES.register("cpl", lambda context, key: entry(context, CALL_PLAN, CallPlan, key))
NODES.register("csc", lambda context, key: entry(context, CALL_SCRIPT, CallScript, key))
