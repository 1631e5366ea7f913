"""The platform's rules that need no database."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from reference_platform.demo.numbers import bank_card, id_number, luhn_holds
from reference_platform.fees import logistics_fee, quote_expires
from reference_platform.periods import period_of


@pytest.mark.parametrize(
    ("at", "day", "code", "opens", "closes"),
    [
        ("2026-11-15T10:00+08:00", 1, "2026-11", "2026-11-01", "2026-12-01"),
        ("2026-11-30T23:59:59+08:00", 1, "2026-11", "2026-11-01", "2026-12-01"),
        ("2026-12-01T00:00+08:00", 1, "2026-12", "2026-12-01", "2027-01-01"),
        ("2026-11-30T16:00+00:00", 1, "2026-12", "2026-12-01", "2027-01-01"),
        ("2026-11-25T23:59+08:00", 26, "2026-10", "2026-10-26", "2026-11-26"),
        ("2026-11-26T00:00+08:00", 26, "2026-11", "2026-11-26", "2026-12-26"),
        ("2027-01-10T00:00+08:00", 26, "2026-12", "2026-12-26", "2027-01-26"),
    ],
)
def test_a_period_opens_on_the_settlement_day_at_midnight_in_china(
    at: str, day: int, code: str, opens: str, closes: str
) -> None:
    period = period_of(datetime.fromisoformat(at), day)
    assert period.code == code
    assert period.opens_at.isoformat() == f"{opens}T00:00:00+08:00"
    assert period.closes_at.isoformat() == f"{closes}T00:00:00+08:00"
    assert period.is_open_at(datetime.fromisoformat(at))
    assert not period.is_open_at(period.closes_at)


@pytest.mark.parametrize(("pieces", "fee"), [(1, "12.00"), (3, "12.00"), (4, "14.00"), (9, "24.00")])
def test_the_fee_grows_from_the_fourth_piece_on(pieces: int, fee: str) -> None:
    assert logistics_fee(pieces) == Decimal(fee)


def test_a_quote_stands_three_days_but_not_beyond_the_close() -> None:
    closes_at = datetime.fromisoformat("2026-12-01T00:00+08:00")
    assert quote_expires(closes_at - timedelta(days=9), closes_at) == closes_at - timedelta(days=6)
    assert quote_expires(closes_at - timedelta(days=1), closes_at) == closes_at


def test_check_digits_follow_their_standards() -> None:
    assert id_number("110105", date(1949, 12, 31), 2) == "11010519491231002X"  # the example of GB 11643
    assert luhn_holds("79927398713")
    assert not luhn_holds("79927398710")
    assert luhn_holds(bank_card("629999000000000123"))
