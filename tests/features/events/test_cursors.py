"""Cursors: bound to the log that they came from, also across dump and restore (design: Event log)."""

from __future__ import annotations

import base64
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events.cursors import CursorExpired, Head, adopt, head
from helpdesk.events.work import Transactor
from helpdesk.kit.database import create_engine
from helpdesk.kit.paging import InvalidCursor
from tests.features.events.things import logged, note, sequence_all
from tests.restoring import restore

EPOCH = UUID("01890000-0000-7000-8000-000000000001")
LOG = Head(EPOCH, position=100, kept_after=10)


@given(st.integers(10, 100))
def test_a_cursor_stands_for_its_position(position: int) -> None:
    assert LOG.position_of(LOG.cursor(position)) == position


def test_without_a_position_a_cursor_stands_for_the_end() -> None:
    assert LOG.position_of(LOG.cursor()) == 100


@pytest.mark.parametrize("position", [0, 9, 101, 2**64 - 1])
def test_a_cursor_before_what_is_kept_or_beyond_the_end_is_expired(position: int) -> None:
    with pytest.raises(CursorExpired):
        LOG.position_of(LOG.cursor(position))


def test_a_cursor_of_another_log_is_expired() -> None:
    with pytest.raises(CursorExpired) as refused:
        LOG.position_of(replace(LOG, epoch=uuid4()).cursor(50), field="after")
    assert (refused.value.code, refused.value.field) == ("CURSOR_EXPIRED", "after")


@given(st.text(st.characters()) | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_garbage_is_no_cursor(garbage: str) -> None:
    with pytest.raises((InvalidCursor, CursorExpired)):
        LOG.position_of(garbage)


async def test_a_process_that_starts_on_its_own_database_keeps_the_epoch(engine: AsyncEngine) -> None:
    assert await adopt(engine)  # a test's database is a copy of the template
    async with engine.connect() as connection:
        before = await head(connection)
    assert not await adopt(engine)
    async with engine.connect() as connection:
        assert await head(connection) == before


async def test_a_restored_copy_is_another_log_whose_positions_go_on(
    database_url: str, restored_url: str, server: str, transactor: Transactor, engine: AsyncEngine
) -> None:
    await adopt(engine)
    await note(transactor, times=3)
    await sequence_all(engine)
    await note(transactor)  # dumped before it has a position
    async with engine.connect() as connection:
        original = await head(connection)
    old = original.cursor()
    restore(server, database_url, restored_url)

    copy = create_engine(restored_url)
    assert await adopt(copy)
    assert not await adopt(copy)
    async with copy.connect() as connection:
        found = await head(connection)
    assert (found.position, found.kept_after) == (original.position, original.kept_after)
    with pytest.raises(CursorExpired):
        found.position_of(old)
    await note(Transactor(copy, transactor.clock, zone=transactor.zone), times=2)
    assert await sequence_all(copy) == 3
    end = original.position
    assert [event.position for event in await logged(copy, end)] == [end + 1, end + 2, end + 3]
    await copy.dispose()
    assert original.position_of(old) == end  # the original goes on as it was
