"""Whether claims about one field of a form exclude each other."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.routing.comparisons import decimal, predicate
from helpdesk.routing.conditions import FieldIs, Operator

FieldClaim = tuple[FieldIs, bool]
_FINITE = (Operator.EQUALS, Operator.IN)


def clash(claims: Sequence[FieldClaim], *, single: bool) -> bool:
    """Whether no value can satisfy the claims; a claim with False says that no value at the path compares so.

    With a `single` value all positive claims are about the same one; where a path has several (`*`), each
    positive claim may be about another, so each is held against the negative ones alone. NOT_EQUALS comes
    here as EQUALS denied.
    """
    wanted = [claim for claim, holds in claims if holds]
    denied = [claim for claim, holds in claims if not holds]
    if not wanted:
        return False  # a field that is not there satisfies all denials
    if any(claim.operator is Operator.EXISTS for claim in denied):
        return True
    together = [wanted] if single else [[claim] for claim in wanted]
    return any(_impossible(group, denied) for group in together)


def _impossible(wanted: Sequence[FieldIs], denied: Sequence[FieldIs]) -> bool:
    listed = next((claim for claim in wanted if _is_finite(claim)), None)
    if listed is not None:
        values = listed.value if isinstance(listed.value, tuple) else (listed.value,)
        must, must_not = [predicate(claim) for claim in wanted], [predicate(claim) for claim in denied]
        return not any(
            all(holds(value) for holds in must) and not any(holds(value) for holds in must_not)
            for value in values
        )
    return any(_covers(broad, narrow) for broad in denied for narrow in wanted) or any(
        _leave_no_gap(low, high)
        for low in wanted
        if low.operator is Operator.GREATER
        for high in wanted
        if high.operator is Operator.LESS
    )


def _is_finite(claim: FieldIs) -> bool:
    """Whether only listed values satisfy the claim (NOT_EQUALS stands for the value denied elsewhere)."""
    return claim.operator in _FINITE or claim.operator is Operator.NOT_EQUALS


def _covers(broad: FieldIs, narrow: FieldIs) -> bool:
    """Whether every value that satisfies `narrow` satisfies `broad`."""
    if broad.operator is not narrow.operator:
        return False
    if broad.operator is Operator.GREATER:
        return _not_above(broad.value, narrow.value)
    if broad.operator is Operator.LESS:
        return _not_above(narrow.value, broad.value)
    return broad.value == narrow.value and type(broad.value) is type(narrow.value)


def _leave_no_gap(low: FieldIs, high: FieldIs) -> bool:
    return _not_above(high.value, low.value)


def _not_above(first: object, second: object) -> bool:
    """`first <= second` for two texts, or for two numbers both as numbers and as they are written."""
    if isinstance(first, str) and isinstance(second, str):
        return first <= second
    if isinstance(first, int | float) and isinstance(second, int | float):
        return first <= second and decimal(first) <= decimal(second)
    return False
