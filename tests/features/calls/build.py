"""A desk that calls its customers: scripts, plans, customers, calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from helpdesk.calls import generation, making, missing
from helpdesk.calls.making import Report
from helpdesk.calls.models import CallAttempt, PlannedCall
from helpdesk.calls.scripts import Said
from helpdesk.customers import profiles
from helpdesk.customers.models import Customer, Grade
from helpdesk.events.log import LoggedEvent, history
from helpdesk.kit.actor import SYSTEM, Actor
from tests.features.tickets.build import Desk
from tests.world import key

TWO = {"zh": "您好，{customer}", "en": "Hello, {customer}"}


def named(name: str) -> dict[str, str]:
    """A name in both languages."""
    return {"zh": f"{name}名", "en": name}


def answer(code: str, **leads: Any) -> dict[str, Any]:
    """An answer of a script."""
    return {"code": code, "label": named(code), **leads}


def script() -> dict[str, Any]:
    """Reached or not; then what the customer says."""
    item = str(key("refund"))
    return {
        "code": "satisfaction",
        "name": named("satisfaction"),
        "nodes": [
            {
                "code": "ring",
                "text": TWO,
                "answers": [
                    answer("reached", next="ask"),
                    answer("nobody", outcome="NOT_REACHED"),
                    answer("out", outcome="OUT"),
                ],
            },
            {
                "code": "ask",
                "text": TWO,
                "answers": [
                    answer("good", outcome="SATISFIED"),
                    answer("bad", outcome="UNSATISFIED", opens_item_id=item),
                    answer("damaged", outcome="DAMAGED", opens_item_id=item),
                    answer("missing", outcome="NOT_RECEIVED", opens_item_id=item),
                    answer("later", outcome="INCONVENIENT"),
                    answer("never", outcome="DO_NOT_CALL"),
                ],
            },
        ],
    }


def plan(code: str, trigger: dict[str, Any], group: UUID, **more: Any) -> dict[str, Any]:
    """A plan of the hotline's."""
    return {
        "code": code, "name": named(code), "trigger": trigger, "group_id": str(group),
        "calendar_id": str(key("office")), "script_id": str(key("script")), "message": TWO, **more,
    }  # fmt: skip


MONTHLY = {"C": ["SMS"], "B": ["SMS", "SMS"], "A": ["SMS", "PHONE"], "V": ["PHONE", "PHONE"]}


def plans(group: UUID) -> dict[UUID, dict[str, Any]]:
    """One plan of each kind."""
    made = {
        "routine": {"kind": "GRADE", "monthly": MONTHLY},
        "quarterly": {"kind": "QUARTERLY"},
        "complaint": {"kind": "AFTER_COMPLAINT", "item_ids": [str(key("consultation"))]},
        "receipt": {"kind": "AFTER_RECEIPT"},
    }
    return {key(f"plan-{code}"): plan(code, trigger, group) for code, trigger in made.items()}


class CallDesk(Desk):
    """A desk with call plans."""

    async def open(self, *codes: str, **changes: Any) -> None:
        """Publish the plans of these codes, all when none is named."""
        made = {
            one: document | changes
            for one, document in plans(self.world.groups["hotline"]).items()
            if not codes or document["code"] in codes
        }

        def change(documents: dict[str, dict[UUID, dict[str, Any]]]) -> None:
            documents["call_script"] = {key("script"): script()}
            documents["call_plan"] = made

        await self.publish(change)

    def at(self, instant: datetime) -> None:
        """Let the clock stand there."""
        self.clock.advance(instant - self.clock.now())

    async def customer(
        self, phone: str = "13800138000", *, grade: str | None = None, member: str | None = None
    ) -> UUID:
        """A customer who can be called."""
        found = await self.do(self.lin, profiles.found_or_made_by_phone, phone)
        changes = profiles.CustomerChanges(grade=grade and Grade(grade), member_code=member)
        await self.do(self.lin, profiles.update_customer, customer_id=found.id, changes=changes)
        return found.id

    async def regrade(self, customer_id: UUID, grade: str) -> None:
        """The customer has another grade."""
        changes = profiles.CustomerChanges(grade=Grade(grade))
        await self.do(self.lin, profiles.update_customer, customer_id=customer_id, changes=changes)

    async def plan_all(self) -> int:
        """Let the worker plan by date."""
        planned = 0
        while found := await self.do(SYSTEM, generation.plan_by_date):
            planned += found
        return planned

    async def settle(self) -> None:
        """Let the worker look at the complaints that were settled."""
        for asked in await self.jobs("plan_calls_after"):
            await self.do(SYSTEM, generation.after_ticket, ticket_id=UUID(asked["ticket_id"]))

    async def miss(self) -> int:
        """Let windows pass."""
        count = 0
        while await self.do(SYSTEM, missing.miss_next):
            count += 1
        return count

    async def occasion(self, customer_id: UUID, at: datetime, by: Actor = SYSTEM, **more: Any) -> PlannedCall:
        """Goods were received."""
        given = {"plan_code": "receipt", **more}
        return await self.do(by, generation.plan_call, customer_id=customer_id, happened_at=at, **given)

    async def say(
        self, call: PlannedCall, *answers: str, by: Actor | None = None, **more: Any
    ) -> PlannedCall:
        """Walk the script: the first answer is to `ring`, the second to `ask`."""
        path = [Said(node, answer) for node, answer in zip(("ring", "ask"), answers, strict=False)]
        version = more.pop("expected_version", None)
        return await self.do(
            by or self.wang,
            making.record,
            call_id=call.id,
            report=Report(path, **more),
            expected_version=version,
        )

    async def calls(self) -> list[PlannedCall]:
        """All calls, the oldest first."""
        return list(await self.scalars(select(PlannedCall).order_by(PlannedCall.id)))

    async def call(self, call: PlannedCall) -> PlannedCall:
        """The call as it is now."""
        [found] = await self.scalars(select(PlannedCall).where(PlannedCall.id == call.id))
        assert isinstance(found, PlannedCall)
        return found

    async def attempts(self) -> list[CallAttempt]:
        """All attempts."""
        return list(await self.scalars(select(CallAttempt).order_by(CallAttempt.at)))

    async def told_of(self, call: PlannedCall) -> list[LoggedEvent]:
        """All that was told about a call."""
        async with self.transactor.read() as connection:
            return await history(connection, "planned_call", call.id)

    async def known(self, customer_id: UUID) -> Customer:
        """The customer as they are now."""
        [found] = await self.scalars(select(Customer).where(Customer.id == customer_id))
        assert isinstance(found, Customer)
        return found
