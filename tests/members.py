"""A platform that holds members and changes them, whole or not at all, once for each key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpdesk.kit.clock import StoppedClock
from helpdesk.platform.acts import (
    Done,
    MemberChange,
    Outcome,
    PasswordReset,
    Precondition,
    PreconditionGone,
)
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
        self.reset: list[PasswordReset] = []
        self.reset_keys: list[str] = []
        self.keys: list[str] = []
        self.faults: list[str] = []

    async def member(self, code: str) -> Member | None:
        """As it is held now."""
        return self.members.get(code)

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """One order each."""
        return (samples.order(code=f"D{member_code}", member_code=member_code),)

    def hold(self, code: str, **values: Any) -> None:
        """Somebody else changes a member."""
        self.members[code] = replace(self.members[code], **values)

    def value(self, code: str, field: str) -> str | None:
        """What a member's field holds now."""
        return self.members[code].value(MemberField(field))

    async def apply_member_change(self, change: MemberChange, *, key: str) -> Outcome:
        """Change all fields, each only from the value stated."""
        return self._answer("apply_member_change", key, lambda: self._judged(change, key))

    async def reset_password(self, reset: PasswordReset, *, key: str) -> Outcome:
        """Send a new one, while the number is the one that was called."""
        return self._answer("reset_password", key, lambda: self._reset(reset, key))

    async def outcome_of(self, key: str) -> Outcome | None:
        """What is kept under the key."""
        return self.answers.get(key)

    def _answer(self, operation: str, key: str, judge: Callable[[], Outcome]) -> Outcome:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "away":
            raise PlatformUnavailable(operation=operation, reason="away")
        if fault == "swallowed":
            raise PlatformUnknown(operation=operation, key=key, reason="timeout")
        if key not in self.answers:
            self.answers[key] = judge()
        if fault == "lost":
            raise PlatformUnknown(operation=operation, key=key, reason="timeout")
        return self.answers[key]

    def _reset(self, reset: PasswordReset, key: str) -> Outcome:
        if self.members[reset.member_code].mobile != reset.mobile:
            return PreconditionGone(Precondition.BEFORE_VALUE, (MemberField.MOBILE,))
        self.reset.append(reset)
        self.reset_keys.append(key)
        return Done(f"P{len(self.reset)}", self.clock.now())

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
