"""A tax number of an account-opening file is region code and organisation code (docs/domain.md, section 6)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import TaxNumberNotComposed
from helpdesk.procedures.taking import Taking


async def tax_number_composed(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse a `taxNumber` that is not `regionCode` followed by `organisationCode`, hyphens aside."""
    filled = taking.fields
    composed = _plain(filled["regionCode"]) + _plain(filled["organisationCode"])
    return [] if _plain(filled["taxNumber"]) == composed else [TaxNumberNotComposed(field="fields.taxNumber")]


def _plain(text: str) -> str:
    return text.strip().replace("-", "").upper()
