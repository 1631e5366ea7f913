"""What a change needs, and what of it is still lacking (docs/domain.md, 3.1)."""

from __future__ import annotations

from typing import Final

from helpdesk.procedures.changes.forms import sealed_changes
from helpdesk.procedures.rules import member_change
from helpdesk.procedures.rules.member_change import Need
from helpdesk.procedures.taking import Taking

GIVEN: Final = {
    Need.ID_COPY: "confirmed",
    Need.DOCUMENTS: "documents_right",
    Need.PHONE_VERIFICATION: "phone_verified",
}
"""Under which fact a procedure keeps that it was given what it needs."""


def needed(taking: Taking) -> frozenset[Need]:
    """What the change needs, by what the platform said just before; where it was not asked, as was known."""
    known, member = taking.procedure.facts, taking.facts.member
    if member is None:
        return frozenset(map(Need, known["needs"]))
    return member_change.needs((one.field for one in sealed_changes(taking.ticket, known)), member)


def lacking(taking: Taking) -> list[Need]:
    """What of it was not given since the change was last confirmed, in the order in which it is asked for."""
    there = needed(taking)
    return [need for need, fact in GIVEN.items() if need in there and not taking.procedure.facts.get(fact)]


def forget(taking: Taking) -> None:
    """Nothing that was given counts any more."""
    taking.know(**dict.fromkeys(GIVEN.values(), False))
