"""Texts with placeholders are filled in once, and what a value says is left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit import wording

NAMES = st.text("abc_", min_size=1, max_size=5)


def test_only_what_there_is_a_value_for_is_filled_in() -> None:
    assert wording.filled("{a}{b}{a} {", {"a": "1"}) == "1{b}1 {"


@given(st.dictionaries(NAMES, st.text(max_size=20)))
def test_a_value_never_becomes_a_placeholder(values: dict[str, str]) -> None:
    text = "|".join(f"{{{name}}}" for name in values)
    assert wording.filled(text, values) == "|".join(values.values())


def test_braces_of_no_placeholder_are_found() -> None:
    assert list(wording.stray_braces("{a} } {b} {{c}")) == ["}", "{"]
