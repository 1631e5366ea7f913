"""Inputs that save call plans and call scripts."""

from __future__ import annotations

from typing import Any

import strawberry

from helpdesk.schema.calls.enums import CallChannel, CallOutcome, CallTrigger, Counting
from helpdesk.schema.configuration.inputs import ENTRY, EntryInput, NameInput
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.fields import needed, optional, several
from helpdesk.schema.scalars import Duration


@strawberry.input(description="What the customer may say, or what may happen: give `next` or `outcome`.")
class CallScriptAnswerInput:
    """An answer."""

    code: str = strawberry.field(description="Its code, unique among the node's answers.")
    label: NameInput = strawberry.field(description="What is shown for it.")
    next: str | None = strawberry.field(default=None, description="The code of the node that it leads to.")
    outcome: CallOutcome | None = strawberry.field(default=None, description="The outcome that it is.")
    opens_item_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The service item of the ticket that it opens: needed for NOT_RECEIVED and DAMAGED, may be given "
        "for UNSATISFIED.",
    )

    def document(self, at: str) -> dict[str, Any]:
        """As it is stored. Raises InvalidId naming the field."""
        return {
            "code": self.code,
            "label": self.label.document(),
            "next": self.next,
            "outcome": self.outcome,
            "opens_item_id": optional("svc", self.opens_item_id, f"{at}.opensItemId"),
        }


@strawberry.input(description="A sentence to say, and the answers to it.")
class CallScriptNodeInput:
    """A node."""

    code: str = strawberry.field(description="Its code, unique in the script.")
    text: NameInput = strawberry.field(
        description="What to say, at most 2,000 characters, with `{customer}`, `{member_code}`, `{agent}`, `{group}`, "
        "`{order_code}`, `{date}`."
    )
    answers: list[CallScriptAnswerInput] = strawberry.field(description="What may come of it.")

    def document(self, at: str) -> dict[str, Any]:
        """As it is stored."""
        answers = [answer.document(f"{at}.answers.{place}") for place, answer in enumerate(self.answers)]
        return {"code": self.code, "text": self.text.document(), "answers": answers}


@strawberry.input(description="A branching call script (话术).")
class SaveCallScriptInput(EntryInput):
    """A script."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `csc_…`.")
    code: str = strawberry.field(description="Its code, unique.")
    name: NameInput = strawberry.field(description="What it is called.")
    nodes: list[CallScriptNodeInput] = strawberry.field(description="Its nodes; it begins with the first.")

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        nodes = [node.document(f"nodes.{place}") for place, node in enumerate(self.nodes)]
        return {"code": self.code, "name": self.name.document(), "nodes": nodes}


@strawberry.input(description="The calls that customers of a grade get in a month.")
class MonthlyCallsInput:
    """One grade's calls."""

    grade: Grade = strawberry.field(description="The grade.")
    channels: list[CallChannel] = strawberry.field(description="One channel for each call, in their order.")


@strawberry.input(description="Days after the occasion, both included.")
class DayWindowInput:
    """A window."""

    from_day: int = strawberry.field(description="The first day, 0 being the day of the occasion.")
    to_day: int = strawberry.field(description="The last day.")
    counting: Counting = strawberry.field(default=Counting.CALENDAR, description="Which days count.")

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {"from_day": self.from_day, "to_day": self.to_day, "counting": self.counting}


@strawberry.input(description="A call plan (回访计划).")
class SaveCallPlanInput(EntryInput):
    """A plan; which of `monthly`, `grades`, `window` and `itemIds` count depends on the trigger."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `cpl_…`.")
    code: str = strawberry.field(description="Its code, unique.")
    name: NameInput = strawberry.field(description="What it is called.")
    active: bool = strawberry.field(default=True, description="Whether it plans calls.")
    trigger: CallTrigger = strawberry.field(description="On what occasion it calls.")
    monthly: list[MonthlyCallsInput] | None = strawberry.field(
        default=None, description="For GRADE: calls by grade."
    )
    grades: list[Grade] | None = strawberry.field(
        default=None, description="For QUARTERLY: these grades alone; every member when left out."
    )
    window: DayWindowInput | None = strawberry.field(
        default=None,
        description="For AFTER_COMPLAINT (day 3 to 7 when left out), AFTER_RECEIPT (business day 7 to 15), OCCASION.",
    )
    item_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="For AFTER_COMPLAINT: the items whose tickets count, with all below them."
    )
    channel: CallChannel = strawberry.field(
        default=CallChannel.PHONE, description="How the customer is spoken to; of no account for GRADE."
    )
    group_id: strawberry.ID = strawberry.field(description="The group whose agents make the calls.")
    calendar_id: strawberry.ID = strawberry.field(
        description="In whose open hours calls begin and messages are sent."
    )
    script_id: strawberry.ID | None = strawberry.field(
        default=None, description="The script, needed for calls by phone."
    )
    message: NameInput | None = strawberry.field(
        default=None, description="What is sent by SMS, needed for that; placeholders as in scripts."
    )
    most_attempts: int = strawberry.field(
        default=3, description="How often a customer who is not reached is tried, 1 to 20."
    )
    retry_after: Duration | None = strawberry.field(
        default=None, description="After what time they are tried again; two hours when left out."
    )

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        retry = {} if self.retry_after is None else {"retry_after": self.retry_after}
        return {
            "code": self.code,
            "name": self.name.document(),
            "active": self.active,
            "trigger": self._trigger(),
            "group_id": needed("grp", self.group_id, "groupId"),
            "calendar_id": needed("cal", self.calendar_id, "calendarId"),
            "script_id": optional("csc", self.script_id, "scriptId"),
            "message": self.message and self.message.document(),
            "most_attempts": self.most_attempts,
            **retry,
        }

    def _trigger(self) -> dict[str, Any]:
        made: dict[str, Any] = {"kind": self.trigger.value}
        if self.trigger is CallTrigger.GRADE:
            return made | {"monthly": {one.grade: one.channels for one in self.monthly or ()}}
        made["channel"] = self.channel
        if self.trigger is CallTrigger.QUARTERLY:
            return made | {"grades": self.grades or []}
        if self.window is not None:
            made["window"] = self.window.document()
        if self.trigger is CallTrigger.AFTER_COMPLAINT:
            made["item_ids"] = several("svc", self.item_ids, "itemIds")
        return made
