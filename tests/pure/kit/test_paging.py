"""Keyset pages (design: GraphQL conventions): one to a hundred rows, opaque cursors."""

from __future__ import annotations

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.paging import InvalidCursor, Page, cut, decode, encode, page

VALUES = st.lists(st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none(), min_size=1)
ROWS = list(range(57))


@given(VALUES)
def test_a_cursor_gives_back_the_values_that_it_was_made_of(values: list[object]) -> None:
    assert decode(encode(values), "after") == tuple(values)


@given(VALUES)
def test_a_cursor_can_stand_in_an_address(values: list[object]) -> None:
    assert set(encode(values)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    "cursor",
    ["", "!", "x", "é", "\ud800", "\x00", "bnVsbA", "W10", "e30", "MQ", "IltdIg", "/////", "W1tbW1tb" * 5000],
)
def test_other_text_is_no_cursor(cursor: str) -> None:
    with pytest.raises(InvalidCursor) as refused:
        decode(cursor, "before")
    assert refused.value.field == "before"


@given(st.text(st.characters()) | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_random_text_is_a_list_of_values_or_refused(cursor: str) -> None:
    with contextlib.suppress(InvalidCursor):
        assert decode(cursor, "after")


@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize("name", ["first", "last"])
def test_a_page_has_one_to_a_hundred_rows(name: str, size: int) -> None:
    given_as = {"first": None, "last": None, name: size}
    with pytest.raises(InvalidValue, match="1 to 100") as refused:
        page(after=None, before=None, **given_as)
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        pytest.param({"first": 1, "last": 1}, "last", id="both ends"),
        pytest.param({"first": 1, "before": encode([1])}, "before", id="first with before"),
        pytest.param({"last": 1, "after": encode([1])}, "after", id="last with after"),
        pytest.param({"before": encode([1])}, "before", id="before alone"),
    ],
)
def test_arguments_that_do_not_go_together_are_refused_and_not_ignored(
    asked: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        page(**{"first": None, "after": None, **asked})
    assert refused.value.field == field


def test_without_arguments_a_page_has_twenty_rows_from_the_start() -> None:
    assert page(first=None, after=None) == Page(20)


def fetch(asked: Page) -> list[int]:
    """What a statement would give: one row more than asked, from the far end when backwards."""
    rows = ROWS[::-1] if asked.backwards else ROWS
    if asked.after is not None:
        rows = rows[rows.index(asked.after[0]) + 1 :]
    return rows[: asked.size + 1]


@given(st.integers(1, 100), st.booleans())
def test_page_after_page_is_the_whole_list_once_from_either_end(size: int, backwards: bool) -> None:
    seen: list[int] = []
    asked = Page(size, backwards=backwards)
    while True:
        found = cut(fetch(asked), asked)
        seen = [*found.rows, *seen] if backwards else [*seen, *found.rows]
        more = found.has_previous if backwards else found.has_next
        assert (found.has_next if backwards else found.has_previous) == (asked.after is not None)
        if not more:
            break
        edge = found.rows[0] if backwards else found.rows[-1]
        asked = Page(size, decode(encode([edge]), "after"), backwards=backwards)
    assert seen == ROWS
