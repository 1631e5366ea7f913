"""Search over Chinese and English (design: text)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import search_terms
from helpdesk.tickets import repository, search
from tests.features.tickets.build import STORE, Desk, matching

TITLE = "护手霜Ｄ００３１的发货 Parcel LOST-42 怎么办"


FOUND = {
    "发货": True,  # a pair
    "护手霜": True,  # three characters
    "霜": True,  # one character in a run
    "霜的": False,  # characters that stand apart
    "手护": False,  # the other way round
    "parcel": True,  # english in any case
    "ＰＡＲＣＥＬ": True,  # full width
    "D0031": True,  # full width in the text
    "lost-42": True,  # with punctuation
    "lost 42": True,  # words by themselves
    "lost_42": False,  # other punctuation
    "发货 parcel": True,  # all words
    "发货 refund": False,  # not all words
    "怎么 护手": True,  # in any order
    "S001": True,  # the store
    "100%": False,  # a wildcard is a character
}


async def test_a_ticket_is_found_by_words_that_occur_in_it(desk: Desk) -> None:
    await desk.submit(title=TITLE)
    assert {words: bool(await found_by(desk, words)) for words in FOUND} == FOUND


async def found_by(desk: Desk, words: str) -> Sequence[UUID]:
    return await desk.scalars(matching(search.found_by(words)))


async def test_the_substring_check_removes_false_friends(desk: Desk) -> None:
    """Both pairs of 发货单 occur in the text, the word does not."""
    await desk.submit(title="已发货。另附货单")
    assert await found_by(desk, "发货单") == []


async def test_number_and_replies_are_found_too(desk: Desk) -> None:
    ticket = await desk.submit(title="一")
    await desk.reply(STORE, ticket, "我的单号 SF1234567890")
    for words in (str(ticket.number), "sf1234567890", "一"):
        assert await found_by(desk, words) == [ticket.id]


@pytest.mark.parametrize("words", ["", "  ", "!?", "'", "\\", "\x00"])
def test_without_a_word_nothing_is_searched(words: str) -> None:
    with pytest.raises(InvalidValue):
        search.found_by(words)


async def test_signs_of_the_query_language_are_plain_text(desk: Desk) -> None:
    signs = ("it's", "a & b", "a | !b:*", "c\\d", "(x)", "50%_off")
    tickets = {words: await desk.submit(title=f"say {words} please") for words in signs}
    assert {words: await found_by(desk, words) for words in signs} == {
        words: [ticket.id] for words, ticket in tickets.items()
    }


async def test_the_longest_conversation_still_fits_the_index(desk: Desk) -> None:
    dice = random.Random(1)
    ticket = await desk.submit()

    async def fill(work: UnitOfWork) -> None:
        locked = await repository.lock(work, ticket.id)
        search.index(locked, "".join(chr(dice.randrange(0x20000, 0x2A6DF)) for _ in range(120_000)))

    await desk.do(SYSTEM, fill)
    assert await found_by(desk, "工单") == [ticket.id]


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=20))
def test_a_vector_holds_the_lexemes_of_its_text_and_nothing_else(server: str, texts: list[str]) -> None:
    with psycopg.connect(server) as connection:
        for found in texts:
            [same] = connection.execute(
                "SELECT %s::tsvector = array_to_tsvector(%s::text[])",
                [search.vector(found), search_terms(found)],
            ).fetchone() or [None]
            assert same, found
