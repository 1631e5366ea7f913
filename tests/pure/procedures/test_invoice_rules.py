"""docs/domain.md, 3.4: purchase invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.procedures.rules import invoices, taxpayer
from helpdesk.procedures.rules.buyers import Individual, Organisation, check_buyer
from helpdesk.procedures.rules.invoice_window import InvoiceKind, latest_issue_day, window
from helpdesk.procedures.rules.invoices import AskedLine, InvoiceRequest
from tests.pure.procedures.rule_samples import SECOND, SHANGHAI, ZONES, moment, money, order, payment

ORDINARY, SPECIAL = InvoiceKind
CODE = "91350100M000100Y43"
COMPANY = Organisation(
    "福建某某有限公司", None, CODE, "福州市一号", "0591-87654321", "工商银行福州分行", "1402001209000001234"
)
PERSON = Individual("张三", "13812345678")
NOW = moment("2026-11-16 10:00")


def ask(kind: InvoiceKind = ORDINARY, buyer: object = COMPANY, *numbers: int) -> InvoiceRequest:
    lines = tuple(AskedLine(number) for number in numbers or (1,))
    return InvoiceRequest(kind, buyer, lines)  # type: ignore[arg-type]  # one of the two buyers


def codes(asked: InvoiceRequest, *, now: datetime = NOW, **of_order: object) -> tuple[str, ...]:
    return invoices.check(order(**of_order), asked, invoiced=(), now=now, zone=SHANGHAI).codes


@pytest.mark.parametrize(
    ("kind", "ordered", "latest"),
    [
        pytest.param(ORDINARY, "2026-01-01", "2026-03-02", id="the 60th day, over a February"),
        pytest.param(ORDINARY, "2028-01-01", "2028-03-01", id="the 60th day, over a leap February"),
        pytest.param(ORDINARY, "2026-11-01", "2026-12-31", id="the 60th day is the year's last"),
        pytest.param(ORDINARY, "2026-11-02", "2026-12-31", id="never across a year end"),
        pytest.param(ORDINARY, "2026-12-31", "2026-12-31", id="on the last day, that day alone"),
        pytest.param(SPECIAL, "2026-02-01", "2026-02-28", id="the month's last day"),
        pytest.param(SPECIAL, "2028-02-29", "2028-02-29", id="of a leap February"),
        pytest.param(SPECIAL, "2026-11-30", "2026-11-30", id="on the month's last day, that day alone"),
        pytest.param(SPECIAL, "2026-12-01", "2026-12-31", id="December ends with the year"),
    ],
)
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_an_invoice_can_be_issued_to_the_last_second_of_its_latest_day(
    kind: InvoiceKind, ordered: str, latest: str, zone: ZoneInfo
) -> None:
    for hour in ("00:00:00", "23:59:59"):
        placed = moment(f"{ordered} {hour}", zone)
        end = moment(f"{latest} 23:59:59", zone)
        one = order(placed_at=placed)
        found = window(kind, placed, zone)
        assert (found.latest_on.isoformat(), found.ends_at) == (latest, end + SECOND)
        told = [
            invoices.check_issue(one, kind, now=at, zone=zone).codes for at in (placed, end, end + SECOND)
        ]
        assert told == [(), (), ("INVOICE_WINDOW_PASSED",)]


def test_the_order_date_is_that_of_the_platforms_zone() -> None:
    placed = datetime.fromisoformat("2026-10-31T16:00:00+00:00")  # 1 November in Shanghai
    assert window(SPECIAL, placed, SHANGHAI).latest_on == date(2026, 11, 30)
    assert window(SPECIAL, placed - SECOND, SHANGHAI).latest_on == date(2026, 10, 31)
    assert window(SPECIAL, placed, ZoneInfo("UTC")).latest_on == date(2026, 10, 31)


def test_an_invoice_is_not_issued_before_the_orders_day() -> None:
    placed = moment("2026-11-10 09:00")
    early = invoices.check_issue(
        order(placed_at=placed), ORDINARY, now=moment("2026-11-09 23:59:59"), zone=SHANGHAI
    )
    assert early.codes == ("INVOICE_BEFORE_ORDER",)
    assert invoices.check_issue(order(), ORDINARY, now=moment("2026-11-10"), zone=SHANGHAI).allowed


def naive(kind: InvoiceKind, ordered: date) -> date:
    """Walk on day by day as long as the rule lets."""
    day, count = ordered, 0
    while True:
        following = date.fromordinal(day.toordinal() + 1)
        count += 1
        stays = following.year == ordered.year and (
            count <= 60 if kind is ORDINARY else following.month == ordered.month
        )
        if not stays:
            return day
        day = following


@given(ordered=st.dates(date(1990, 1, 1), date(2090, 12, 31)), kind=st.sampled_from(InvoiceKind))
def test_the_latest_day_is_what_walking_day_by_day_comes_to(ordered: date, kind: InvoiceKind) -> None:
    latest = latest_issue_day(kind, ordered)
    assert latest == naive(kind, ordered)
    assert latest.year == ordered.year
    assert ordered <= latest <= ordered + timedelta(days=60)


@given(ordered=st.dates(date(1990, 1, 1), date(2090, 12, 30)), kind=st.sampled_from(InvoiceKind))
def test_a_later_order_of_a_year_never_has_an_earlier_end(ordered: date, kind: InvoiceKind) -> None:
    following = ordered + timedelta(days=1)
    if following.year == ordered.year:
        assert latest_issue_day(kind, following) >= latest_issue_day(kind, ordered)
    assert latest_issue_day(SPECIAL, ordered) <= latest_issue_day(ORDINARY, ordered)


@given(
    instant=st.datetimes(datetime(1990, 1, 2), datetime(2090, 12, 30), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001 - the strategy adds the zone
    zone=st.sampled_from([*ZONES, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Beirut"), ZoneInfo("America/Havana")]),
    kind=st.sampled_from(InvoiceKind),
)  # fmt: skip
def test_the_deadline_ends_the_latest_day_in_zones_whose_clocks_change_at_midnight_too(
    instant: datetime, zone: ZoneInfo, kind: InvoiceKind
) -> None:
    found = window(kind, instant, zone)
    end = found.ends_at.astimezone(ZoneInfo("UTC"))
    assert (end - SECOND).astimezone(zone).date() == found.latest_on
    assert end.astimezone(zone).date() > found.latest_on


def test_vat_special_is_for_organisations_only() -> None:
    paid = {"payments": (payment("张三"),)}
    assert codes(ask(SPECIAL, PERSON), **paid) == ("VAT_SPECIAL_FOR_ORGANISATIONS_ONLY",)
    assert codes(ask(ORDINARY, PERSON), **paid) == ()
    assert codes(ask(SPECIAL)) == ()


def test_the_title_is_the_payer() -> None:
    assert codes(ask(), payments=(payment(" 福建某某有限公司　"),)) == ()
    assert codes(ask(), payments=(payment("福建某某公司"),)) == ("PAYER_IS_NOT_TITLE",)
    assert codes(ask(), payments=(payment(COMPANY.title), payment("张三"))) == ("PAYER_IS_NOT_TITLE",)
    assert codes(ask(), payments=()) == ("ORDER_NOT_PAID",)
    assert "福建" not in invoices.check(
        order(payments=(payment("福建他人"),)), ask(), invoiced=(), now=NOW, zone=SHANGHAI
    ).refusals[0].message("zh-CN")


def test_what_remains_is_the_lines_not_yet_invoiced() -> None:
    verdict = invoices.check(order(), ask(ORDINARY, COMPANY, 3), invoiced={1}, now=NOW, zone=SHANGHAI)
    facts = verdict.require()
    assert ([line.number for line in facts.lines], [line.number for line in facts.lines_left]) == ([3], [2])


@pytest.mark.parametrize(
    ("numbers", "code", "path"),
    [
        pytest.param((1,), "LINE_ALREADY_INVOICED", "lines.0.number", id="at most once"),
        pytest.param((2, 2), "GIVEN_TWICE", "lines.1.number", id="twice on one form"),
        pytest.param((2, 9), "UNKNOWN_ORDER_LINE", "lines.1.number", id="no such line"),
    ],
)
def test_a_line_is_invoiced_at_most_once(numbers: tuple[int, ...], code: str, path: str) -> None:
    verdict = invoices.check(order(), ask(ORDINARY, COMPANY, *numbers), invoiced={1}, now=NOW, zone=SHANGHAI)
    assert [(one.code, one.field) for one in verdict.refusals] == [(code, path)]
    assert verdict.facts.lines == ()


def test_an_invoice_without_lines_is_none() -> None:
    assert codes(replace(ask(), lines=())) == ("INVOICE_WITHOUT_LINES",)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        (AskedLine(2, quantity=1), "lines.0.quantity"),
        (AskedLine(2, amount=money("100")), "lines.0.amount"),
        (AskedLine(2, name="面膜"), "lines.0.name"),
        (AskedLine(2, specification="1kg"), "lines.0.specification"),
    ],
)
def test_a_line_is_invoiced_whole_exactly_as_ordered(asked: AskedLine, path: str) -> None:
    verdict = invoices.check(order(), replace(ask(), lines=(asked,)), invoiced=(), now=NOW, zone=SHANGHAI)
    assert [(one.code, one.field) for one in verdict.refusals] == [("LINE_DIFFERS", path)]
    whole = AskedLine(2, "蛋白粉２", "500g", 2, money("200.00"))
    assert codes(replace(ask(), lines=(whole,))) == ()


def test_eligibility_tells_the_windows_and_the_lines_left() -> None:
    last = moment("2026-11-30 23:59:59")
    before = invoices.eligibility(order(), invoiced={2}, now=last, zone=SHANGHAI)
    after = invoices.eligibility(order(), invoiced={2}, now=last + SECOND, zone=SHANGHAI)
    opened = [[(one.window.kind, one.open) for one in found.facts.kinds] for found in (before, after)]
    assert opened == [[(ORDINARY, True), (SPECIAL, True)], [(ORDINARY, True), (SPECIAL, False)]]
    assert [line.number for line in before.facts.lines_left] == [1, 3]
    assert before.allowed
    assert after.allowed


def test_eligibility_ends_with_the_year_the_lines_or_the_order() -> None:
    over = invoices.eligibility(order(), invoiced=(), now=moment("2027-01-01"), zone=SHANGHAI)
    assert over.codes == ("INVOICE_WINDOW_PASSED",)
    assert invoices.eligibility(order(), invoiced={1, 2, 3}, now=NOW, zone=SHANGHAI).codes == (
        "INVOICE_WITHOUT_LINES",
    )
    assert invoices.eligibility(order(deleted_at=NOW), invoiced=(), now=NOW, zone=SHANGHAI).codes == (
        "ORDER_IS_DELETED",
    )


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"title": " "}, "INVALID_VALUE", "buyer.title"),
        ({"address": ""}, "INVALID_VALUE", "buyer.address"),
        ({"phone": "x"}, "INVALID_VALUE", "buyer.phone"),
        ({"bank": ""}, "INVALID_VALUE", "buyer.bank"),
        ({"account": " "}, "INVALID_VALUE", "buyer.account"),
        ({"credit_code": None}, "TAXPAYER_ID_REQUIRED", "buyer.taxNumber"),
        ({"credit_code": CODE[:-1] + "4"}, "CREDIT_CODE_WRONG", "buyer.creditCode"),
        ({"tax_number": "1234567890123456"}, "TAX_NUMBER_WRONG", "buyer.taxNumber"),
    ],
)
def test_an_organisation_gives_all_of_its_data(changes: dict[str, str | None], code: str, path: str) -> None:
    wrong = check_buyer(replace(COMPANY, **changes))  # type: ignore[arg-type]  # names of its fields
    assert [(one.code, one.field) for one in wrong] == [(code, path)]


def test_of_an_individual_name_and_phone_are_enough() -> None:
    assert list(check_buyer(PERSON)) == []
    assert [one.field for one in check_buyer(Individual("", "1"))] == ["buyer.title", "buyer.phone"]


@given(length=st.integers(0, 25))
def test_a_tax_number_has_15_17_18_or_20_characters(length: int) -> None:
    assert taxpayer.is_tax_number("3" * length) is (length in {15, 17, 18, 20})
    assert not taxpayer.is_tax_number("中" * length)


@pytest.mark.parametrize(
    "known",
    [
        "91350100M000100Y43",
        "914403001922038216",
        "9144030071526726XG",
        "９１３５０１００M000100y43",
        "91350100 M000 100Y43",
    ],
)
def test_known_credit_codes_are_right_however_they_are_written(known: str) -> None:
    assert taxpayer.is_credit_code(known)


def naive_check(first: str) -> str:
    """GB 32100 by its table of weights and values."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    table = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    rest = sum(table.index(character) * weight for character, weight in zip(first, weights, strict=True)) % 31
    return table[(31 - rest) % 31]


CODES = st.text(taxpayer.ALPHABET, min_size=17, max_size=17)


@given(first=CODES)
def test_the_check_character_is_that_of_gb_32100(first: str) -> None:
    assert taxpayer.check_character(first) == naive_check(first)
    assert taxpayer.is_credit_code(first + naive_check(first))


@given(first=CODES, place=st.integers(0, 17), other=st.sampled_from(taxpayer.ALPHABET + "IOSVZ"))
def test_any_single_changed_character_of_a_credit_code_is_found(first: str, place: int, other: str) -> None:
    code = first + taxpayer.check_character(first)
    changed = code[:place] + other + code[place + 1 :]
    assert taxpayer.is_credit_code(changed) is (changed == code)
