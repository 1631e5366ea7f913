"""How personal values are written the same way and masked (docs/domain.md §1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.privacy.kinds import ValueKind, mask, normal


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("PHONE", "13812345678", "138****5678"),
        ("PHONE", "+86 138 1234 5678", "138****5678"),
        ("PHONE", "not a phone 12", "****"),
        ("ID_NUMBER", "440301199001011234", "440****1234"),
        ("ID_NUMBER", "44030119900101123x", "440****123X"),
        ("ID_NUMBER", "H0123456", "****"),
        ("BANK_CARD", "6222 0212 3456 7890 123", "****0123"),
        ("BANK_CARD", "1234567", "****"),
        ("NAME", "张三丰", "张**"),
        ("NAME", "张三", "张*"),
        ("NAME", "张", "*"),
        ("ADDRESS", "广东省深圳市南山区科技园1号", "广东省深圳市****"),
        ("ADDRESS", "科技园1号", "****"),
        ("WECHAT_ID", "wxid_12345", "wx****5"),
        ("EMAIL", "wang.li@example.com", "w****@****.com"),
        ("EMAIL", "w@example.com", "****"),
        ("EMAIL", "no address", "****"),
        ("TEXT", "anything at all", "****"),
    ],
)
def test_a_mask_lets_recognise_and_no_more(kind: str, value: str, shown: str) -> None:
    assert mask(ValueKind(kind), value) == shown


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("PHONE", "138 1234-5678", "+8613812345678"),
        ("PHONE", "１３８１２３４５６７８", "13812345678"),
        ("ID_NUMBER", "44030119900101123x", "440301 19900101 123X"),
        ("BANK_CARD", "6222-0212-3456", "6222 0212 3456"),
        ("WECHAT_ID", " WxID_1 ", "wxid_1"),
        ("NAME", "Li  Lei", "li lei"),
    ],
)
def test_two_spellings_of_one_value_are_one(kind: str, one: str, other: str) -> None:
    assert normal(ValueKind(kind), one) == normal(ValueKind(kind), other)


@given(kind=st.sampled_from(ValueKind), value=st.text(max_size=60))
def test_anything_can_be_masked_and_at_least_half_of_it_is_hidden(kind: ValueKind, value: str) -> None:
    masked = mask(kind, value)
    assert len(masked.replace("*", "")) * 2 <= max(len(normal(kind, value)), len(value) * 18)
    assert "*" in masked
