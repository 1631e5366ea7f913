"""Text as people and PostgreSQL can hold it (design: GraphQL conventions)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import clean, fold, mask_phone, phone, query_terms, search_terms

KEEPABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(KEEPABLE)
def test_what_is_kept_is_what_was_given_without_surrounding_space(value: str) -> None:
    assert clean(value, field="title", at_most=1_000, required=False) == value.strip()


@pytest.mark.parametrize(
    "kept", ["👩‍👩‍👧 谢谢", "\u200fשלום\u200f", "a\u202eb\u202c", "e\u0301", "一\n二\t三"]
)
def test_emoji_joiners_and_direction_marks_are_kept_exactly(kept: str) -> None:
    assert clean(kept, field="title", at_most=50) == kept


@pytest.mark.parametrize(
    ("value", "says"),
    [
        pytest.param("a\x00b", "NUL", id="NUL"),
        pytest.param("a\ud83d", "surrogate", id="half of an emoji"),
        pytest.param("\udc00", "surrogate", id="the other half"),
        pytest.param("", "empty", id="nothing"),
        pytest.param(" \t\n\u3000", "empty", id="only space"),
        pytest.param("x" * 11, "11 characters; at most 10", id="too long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(value: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says) as refused:
        clean(value, field="title", at_most=10)
    assert refused.value.field == "title"
    assert refused.value.message("zh-CN") != refused.value.message("en")


def test_length_counts_characters_without_surrounding_space() -> None:
    assert clean("  " + "字" * 10 + "  ", field="title", at_most=10) == "字" * 10


@pytest.mark.parametrize(
    ("given_as", "e164"),
    [
        ("13812345678", "+8613812345678"),
        ("138-1234-5678", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("008613812345678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("021-12345678", "+862112345678"),
        ("400-812-3123", "+864008123123"),
        ("+1 212 555 0100", "+12125550100"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_was_written(given_as: str, e164: str) -> None:
    assert phone(given_as, field="phone") == e164


@pytest.mark.parametrize(
    "value", ["", "110", "abc", "+", "1" * 300, "138\x0012345678", "\ud800", "+999 1", "12345", "10086"]
)
def test_what_nobody_can_be_called_by_is_no_number(value: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        phone(value, field="requester.phone")
    assert refused.value.field == "requester.phone"


@given(st.text(st.characters()))
def test_any_text_is_a_number_of_one_form_or_refused(value: str) -> None:
    try:
        kept = phone(value, field="phone")
    except InvalidValue:
        return
    assert phone(kept, field="phone") == kept
    assert kept.startswith("+")
    assert kept[1:].isdecimal()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613812345678", "138****5678"),
        ("+862112345678", "****5678"),
        ("+12125550100", "+12****0100"),
        ("+8612345678", "****5678"),
        ("+861234567", "****"),
    ],
)
def test_a_masked_number_hides_at_least_four_digits(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@given(st.integers(10**6, 10**14))
def test_no_number_shows_more_than_seven_digits_or_all_but_three(digits: int) -> None:
    shown = sum(character.isdecimal() for character in mask_phone(f"+{digits}"))
    assert shown <= 7
    assert len(str(digits)) - shown >= 4


@pytest.mark.parametrize(
    ("value", "terms"),
    [
        pytest.param("退货单", ["单", "货", "货单", "退", "退货"], id="pairs and single characters"),
        pytest.param("票", ["票"], id="one character"),
        pytest.param("ＡＢＣ", ["abc"], id="full width"),
        pytest.param("Straße", ["strasse"], id="folded"),
        pytest.param("iPhone 15发票", ["15", "iphone", "发", "发票", "票"], id="mixed without space"),
        pytest.param("D00031-2", ["2", "d00031"], id="codes at punctuation"),
        pytest.param("a_b", ["a", "b"], id="underscore parts"),
        pytest.param("😀!?", [], id="no words"),
        pytest.param("カタカナ", sorted({"カ", "タ", "ナ", "カタ", "タカ", "カナ"}), id="kana"),
        pytest.param("㐀𠀀", sorted({"㐀", "𠀀", "㐀𠀀"}), id="rare characters"),
        pytest.param("x" * 100, ["x" * 64], id="endless word"),
    ],
)
def test_texts_are_indexed_by_folded_words_and_pairs(value: str, terms: list[str]) -> None:
    assert search_terms(value) == sorted(terms)


def test_a_query_asks_for_pairs_and_for_single_characters_only_alone() -> None:
    assert query_terms("退货单 D3 票") == sorted(["退货", "货单", "d3", "票"])


@given(KEEPABLE, KEEPABLE, KEEPABLE)
def test_what_is_asked_with_words_of_a_text_finds_the_text(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    assert set(query_terms(word)) <= set(search_terms(text))


@given(st.text("退货单发票申请"), st.integers(0, 8), st.integers(0, 8))
def test_any_part_of_a_chinese_run_finds_it(text: str, begin: int, length: int) -> None:
    assert set(query_terms(text[begin : begin + length])) <= set(search_terms(text))


@given(KEEPABLE)
def test_terms_hold_nothing_that_a_query_language_reads(text: str) -> None:
    assert not set("'\\&|!():* \x00") & set("".join(search_terms(text)))


@given(KEEPABLE)
def test_folding_folds_what_was_folded_to_the_same_terms(text: str) -> None:
    assert search_terms(fold(text)) == search_terms(fold(fold(text)))
