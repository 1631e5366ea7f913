"""Numbers that carry a check digit."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_number(region: str, born: date, sequence: int) -> str:
    """An ID-card number (GB 11643): region, birth date, sequence (odd for men), check character."""
    body = f"{region}{born:%Y%m%d}{sequence:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return body + _CHECKS[total % 11]


def luhn_holds(number: str) -> bool:
    """Whether the last digit of a card number is its Luhn check digit."""
    return _luhn_sum(number) % 10 == 0


def bank_card(body: str) -> str:
    """A card number: the body and its Luhn check digit."""
    return body + str(-_luhn_sum(body + "0") % 10)


def _luhn_sum(number: str) -> int:
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 * (value > 9)
    return total
