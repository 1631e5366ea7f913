"""The guards and effects that definitions can name. A new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.definition import ProcedureDocument, Use
from helpdesk.procedures.effects.fee_filled_in import fee_filled_in
from helpdesk.procedures.effects.fee_quoted import fee_quoted
from helpdesk.procedures.effects.fee_recorded_at_platform import fee_recorded_at_platform
from helpdesk.procedures.effects.fee_refund_asked import fee_refund_asked
from helpdesk.procedures.effects.fee_seen import fee_seen
from helpdesk.procedures.effects.fee_to_refund import fee_to_refund
from helpdesk.procedures.effects.invoice_issued import invoice_issued
from helpdesk.procedures.effects.invoice_refused import invoice_refused
from helpdesk.procedures.effects.order_checked import order_checked
from helpdesk.procedures.effects.order_deletion_asked import order_deletion_asked
from helpdesk.procedures.guards.fee_filled_in_covers import fee_filled_in_covers
from helpdesk.procedures.guards.fee_seen_covers import fee_seen_covers
from helpdesk.procedures.guards.invoice_issuable import invoice_issuable
from helpdesk.procedures.guards.not_the_submitter import not_the_submitter
from helpdesk.procedures.guards.order_deletable import order_deletable
from helpdesk.procedures.guards.order_shipped import order_shipped
from helpdesk.procedures.taking import Effect, Guard, Taking

GUARDS: Mapping[str, Guard] = {
    "invoice_issuable": invoice_issuable,
    "not_the_submitter": not_the_submitter,
    "fee_filled_in_covers": fee_filled_in_covers,
    "fee_seen_covers": fee_seen_covers,
    "order_deletable": order_deletable,
    "order_shipped": order_shipped,
}
EFFECTS: Mapping[str, Effect] = {
    "invoice_issued": invoice_issued,
    "invoice_refused": invoice_refused,
    "fee_filled_in": fee_filled_in,
    "fee_quoted": fee_quoted,
    "fee_recorded_at_platform": fee_recorded_at_platform,
    "fee_refund_asked": fee_refund_asked,
    "fee_seen": fee_seen,
    "fee_to_refund": fee_to_refund,
    "order_checked": order_checked,
    "order_deletion_asked": order_deletion_asked,
}
NEEDS_PLATFORM: frozenset[str] = frozenset(
    {"invoice_issuable", "order_deletable", "order_shipped", "fee_seen_covers", "fee_quoted"}
)
"""Guards and effects that look at what the platform said just before (`Taking.facts`)."""
NEEDS_FIELDS: frozenset[str] = frozenset({"fee_filled_in_covers"})
"""Guards that judge what is filled in, so that nobody knows beforehand."""


def asks_platform(definition: ProcedureDocument) -> bool:
    """Whether somebody who takes a step of it must have asked the platform."""
    return definition.intake is not None or any(use.name in NEEDS_PLATFORM for _, use, _ in definition.uses())


async def refusals(taking: Taking, guards: Iterable[Use]) -> list[HelpdeskError]:
    """All that these guards have against it now."""
    found: list[HelpdeskError] = []
    for use in guards:
        found.extend(await GUARDS[use.name](replace(taking, given=use.given)))
    return found


async def bring_about(taking: Taking, effects: Iterable[Use]) -> None:
    """Let these effects happen, in their order."""
    for use in effects:
        await EFFECTS[use.name](replace(taking, given=use.given))
