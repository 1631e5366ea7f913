"""The guards and effects that definitions can name. A new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.definition import ProcedureDocument, Use
from helpdesk.procedures.effects.before_values_renewed import before_values_renewed
from helpdesk.procedures.effects.change_confirmed import change_confirmed
from helpdesk.procedures.effects.change_conflict_told import change_conflict_told
from helpdesk.procedures.effects.documents_confirmed import documents_confirmed
from helpdesk.procedures.effects.documents_told import documents_told
from helpdesk.procedures.effects.fee_filled_in import fee_filled_in
from helpdesk.procedures.effects.fee_quoted import fee_quoted
from helpdesk.procedures.effects.fee_recorded_at_platform import fee_recorded_at_platform
from helpdesk.procedures.effects.fee_refund_asked import fee_refund_asked
from helpdesk.procedures.effects.fee_seen import fee_seen
from helpdesk.procedures.effects.fee_to_refund import fee_to_refund
from helpdesk.procedures.effects.invoice_issued import invoice_issued
from helpdesk.procedures.effects.invoice_refused import invoice_refused
from helpdesk.procedures.effects.link_earlier import link_earlier
from helpdesk.procedures.effects.member_change_asked import member_change_asked
from helpdesk.procedures.effects.note_down import note_down
from helpdesk.procedures.effects.order_checked import order_checked
from helpdesk.procedures.effects.order_deletion_asked import order_deletion_asked
from helpdesk.procedures.effects.password_reset_asked import password_reset_asked
from helpdesk.procedures.effects.phone_verified import phone_verified
from helpdesk.procedures.effects.questions_drawn import questions_drawn
from helpdesk.procedures.effects.responsibility import responsibility
from helpdesk.procedures.effects.verification_begun import verification_begun
from helpdesk.procedures.guards.before_values_gone import before_values_gone
from helpdesk.procedures.guards.before_values_hold import before_values_hold
from helpdesk.procedures.guards.change_lacks import change_lacks
from helpdesk.procedures.guards.costs_less import costs_less
from helpdesk.procedures.guards.documents_right import documents_right
from helpdesk.procedures.guards.documents_wrong import documents_wrong
from helpdesk.procedures.guards.fee_filled_in_covers import fee_filled_in_covers
from helpdesk.procedures.guards.fee_quotable import fee_quotable
from helpdesk.procedures.guards.fee_seen_covers import fee_seen_covers
from helpdesk.procedures.guards.follows_earlier import follows_earlier
from helpdesk.procedures.guards.form_says import form_says
from helpdesk.procedures.guards.id_copy_matches import id_copy_matches
from helpdesk.procedures.guards.id_copy_opened import id_copy_opened
from helpdesk.procedures.guards.invoice_issuable import invoice_issuable
from helpdesk.procedures.guards.nobody_twice import nobody_twice
from helpdesk.procedures.guards.not_the_submitter import not_the_submitter
from helpdesk.procedures.guards.only_after import only_after
from helpdesk.procedures.guards.order_deletable import order_deletable
from helpdesk.procedures.guards.order_shipped import order_shipped
from helpdesk.procedures.guards.photos_there import photos_there
from helpdesk.procedures.guards.tax_number_composed import tax_number_composed
from helpdesk.procedures.guards.verification_says import verification_says
from helpdesk.procedures.taking import Effect, Guard, Taking

GUARDS: Mapping[str, Guard] = {
    "before_values_gone": before_values_gone,
    "before_values_hold": before_values_hold,
    "change_lacks": change_lacks,
    "documents_right": documents_right,
    "documents_wrong": documents_wrong,
    "id_copy_matches": id_copy_matches,
    "id_copy_opened": id_copy_opened,
    "costs_less": costs_less,
    "follows_earlier": follows_earlier,
    "form_says": form_says,
    "invoice_issuable": invoice_issuable,
    "nobody_twice": nobody_twice,
    "not_the_submitter": not_the_submitter,
    "fee_filled_in_covers": fee_filled_in_covers,
    "fee_quotable": fee_quotable,
    "fee_seen_covers": fee_seen_covers,
    "order_deletable": order_deletable,
    "order_shipped": order_shipped,
    "only_after": only_after,
    "photos_there": photos_there,
    "tax_number_composed": tax_number_composed,
    "verification_says": verification_says,
}
EFFECTS: Mapping[str, Effect] = {
    "before_values_renewed": before_values_renewed,
    "change_conflict_told": change_conflict_told,
    "change_confirmed": change_confirmed,
    "documents_confirmed": documents_confirmed,
    "documents_told": documents_told,
    "member_change_asked": member_change_asked,
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
    "link_earlier": link_earlier,
    "note_down": note_down,
    "password_reset_asked": password_reset_asked,
    "phone_verified": phone_verified,
    "questions_drawn": questions_drawn,
    "responsibility": responsibility,
    "verification_begun": verification_begun,
}
NEEDS_PLATFORM: frozenset[str] = frozenset(
    {
        "invoice_issuable",
        "order_deletable",
        "order_shipped",
        "fee_seen_covers",
        "fee_quoted",
        "fee_quotable",
        "id_copy_matches",
        "before_values_hold",
        "before_values_gone",
        "change_confirmed",
        "before_values_renewed",
        "questions_drawn",
        "verification_begun",
    }
)
"""Guards and effects that look at what the platform said just before (`Taking.facts`)."""
NEEDS_FIELDS: frozenset[str] = frozenset(
    {
        "costs_less",
        "fee_filled_in_covers",
        "tax_number_composed",
        "id_copy_matches",
        "documents_right",
        "documents_wrong",
    }
)
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
