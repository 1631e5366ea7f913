"""A platform that holds members and changes them, whole or not at all, once for each key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpdesk.kit.clock import StoppedClock
from helpdesk.platform.acts import Done, MemberChange, Outcome, Precondition, PreconditionGone
from helpdesk.platform.errors import PlatformUnavailable, PlatformUnknown
from helpdesk.platform.values import Member, MemberField, Order
from helpdesk.procedures.rules import normal
from tests.books import Books
from tests.pure.procedures import rule_samples as samples


class Registry(Books):
    """M1 of S001, M2 who is the legal person of S001, M9 of S002. `faults` are what befalls the next calls:
    `away` (nothing is done), `swallowed` (neither done nor answered), `lost` (done, and not answered)."""

    def __init__(self, clock: StoppedClock) -> None:
        self.clock = clock
        self.members = {
            "M1": samples.member(code="M1"),
            "M2": samples.member(code="M2", name="李法人", legal_person_of=("S001",)),
            "M9": samples.member(code="M9", store_code="S002"),
        }
        self.answers: dict[str, Outcome] = {}
        self.applied: list[MemberChange] = []
        self.keys: list[str] = []
        self.faults: list[str] = []

    async def member(self, code: str) -> Member | None:
        """As it is held now."""
        return self.members.get(code)

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """One order, of M1."""
        return (samples.order(code="D1", member_code="M1"),) if member_code == "M1" else ()

    def hold(self, code: str, **values: Any) -> None:
        """Somebody else changes a member."""
        self.members[code] = replace(self.members[code], **values)

    def value(self, code: str, field: str) -> str | None:
        """What a member's field holds now."""
        return self.members[code].value(MemberField(field))

    async def apply_member_change(self, change: MemberChange, *, key: str) -> Outcome:
        """Change all fields, each only from the value stated."""
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "away":
            raise PlatformUnavailable(operation="apply_member_change", reason="away")
        if fault == "swallowed":
            raise PlatformUnknown(operation="apply_member_change", key=key, reason="timeout")
        if key not in self.answers:
            self.answers[key] = self._judged(change, key)
        if fault == "lost":
            raise PlatformUnknown(operation="apply_member_change", key=key, reason="timeout")
        return self.answers[key]

    async def outcome_of(self, key: str) -> Outcome | None:
        """What is kept under the key."""
        return self.answers.get(key)

    def _judged(self, change: MemberChange, key: str) -> Outcome:
        held = self.members[change.member_code]
        gone = tuple(
            one.field
            for one in change.changes
            if normal.of_field(one.field, held.value(one.field)) != normal.of_field(one.field, one.before)
        )
        if gone:
            return PreconditionGone(Precondition.BEFORE_VALUE, gone)
        self.applied.append(change)
        self.keys.append(key)
        self.hold(change.member_code, **{one.field.value.lower(): one.after for one in change.changes})
        return Done(f"R{len(self.applied)}", self.clock.now())
