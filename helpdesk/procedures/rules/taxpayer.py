"""Tax numbers and unified social credit codes (docs/domain.md, 3.4)."""

from __future__ import annotations

import re
from typing import Final

from helpdesk.procedures.rules.normal import compact

TAX_NUMBER_LENGTHS: Final = frozenset({15, 17, 18, 20})
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100: digits, and capitals without I, O, S, V and Z."""
WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_LETTERS_AND_DIGITS: Final = re.compile(r"[0-9A-Z]+\Z")


def is_tax_number(value: str) -> bool:
    """Whether a text, however it is spaced, has the shape of a tax number (税号)."""
    written = compact(value)
    return len(written) in TAX_NUMBER_LENGTHS and _LETTERS_AND_DIGITS.match(written) is not None


def check_character(first_seventeen: str) -> str:
    """The 18th character of a code by GB 32100. Raises KeyError for a character that no code has."""
    total = sum(
        _VALUES[character] * weight for character, weight in zip(first_seventeen, WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def is_credit_code(value: str) -> bool:
    """Whether a text, however it is spaced, is a unified social credit code (统一社会信用代码)."""
    written = compact(value)
    if len(written) != 18 or not _VALUES.keys() >= set(written):
        return False
    return check_character(written[:17]) == written[17]
