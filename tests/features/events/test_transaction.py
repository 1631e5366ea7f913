"""One transaction with two doors: statements sent together, and a session (design: Unit of work)."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.accounts.models import Role
from helpdesk.events.rows import insertion
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.pipeline import Prepared
from helpdesk.kit.transaction import transaction
from tests.conftest import MONDAY

ADD = Prepared(
    "INSERT INTO clock (id, anchor, shown, speed, stated) VALUES (1, now(), now(), $1::float8, '')"
)
SPEED = Prepared("SELECT speed FROM clock")
WAIT = Prepared("SELECT pg_advisory_xact_lock(7)")
DIVIDE = Prepared("SELECT 1 / $1::int")


async def speeds(engine: AsyncEngine) -> list[float]:
    """What is committed."""
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT speed FROM clock")))


async def test_several_statements_and_the_commit_are_one_round_trip_each(engine: AsyncEngine) -> None:
    async with transaction(engine) as opened:
        assert await opened.exchange([ADD(2), SPEED(), SPEED()]) == [[], [(2.0,)], [(2.0,)]]
        await opened.commit()
        assert opened.sent == [4, 1]
    assert await speeds(engine) == [2.0]


async def test_what_is_not_committed_is_not_kept_and_the_connection_is_good(engine: AsyncEngine) -> None:
    for _ in range(3):
        async with transaction(engine) as opened:
            await opened.exchange([ADD(2)])
    assert await speeds(engine) == []


async def test_nothing_after_a_failed_statement_is_run_the_commit_neither(engine: AsyncEngine) -> None:
    with pytest.raises(DataError):
        async with transaction(engine) as opened:
            await opened.commit([ADD(2), DIVIDE(0), ADD(3)])
    assert await speeds(engine) == []
    async with transaction(engine) as opened:
        await opened.commit([ADD(4)])
    assert await speeds(engine) == [4.0]


async def test_both_doors_see_one_transaction(engine: AsyncEngine) -> None:
    async with transaction(engine) as opened:
        await opened.exchange([ADD(2)])
        assert await opened.session.scalar(text("SELECT speed FROM clock")) == 2
        await opened.session.execute(text("UPDATE clock SET speed = 5"))
        assert await opened.exchange([SPEED()]) == [[(5.0,)]]
        await opened.commit()
    assert await speeds(engine) == [5.0]


async def test_both_doors_fail_alike(engine: AsyncEngine) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with transaction(engine) as opened:
            await opened.exchange([ADD(2), ADD(3)])
    assert isinstance(refused.value.orig, psycopg.errors.UniqueViolation)
    assert refused.value.orig.diag.constraint_name == "pk_clock"


async def test_a_rollback_through_the_session_leaves_prepared_statements_usable(engine: AsyncEngine) -> None:
    for _ in range(8):  # the driver would deallocate what it prepared itself, and all else with it
        async with transaction(engine) as opened:
            await opened.exchange([SPEED()])
            await opened.session.scalar(select(Role.key).limit(1))
            await opened.session.rollback()


async def test_statements_that_somebody_deallocated_are_prepared_again(engine: AsyncEngine) -> None:
    async with transaction(engine) as opened:
        await opened.commit([SPEED()])
        await opened.session.execute(text("DEALLOCATE ALL"))
    async with transaction(engine) as opened:
        assert await opened.exchange([SPEED()]) == [[]]


async def test_who_is_cancelled_cancels_what_the_server_runs_for_them(
    engine: AsyncEngine, database_url: str
) -> None:
    async def waiting() -> None:
        async with transaction(engine) as opened:
            await opened.commit([ADD(2), WAIT(), ADD(3)])

    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT pg_advisory_lock(7)")
        task = asyncio.create_task(waiting())
        await until_waiting(database_url, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until_waiting(database_url, 0)
    async with transaction(engine) as opened:
        assert await opened.exchange([SPEED()]) == [[]]


async def test_a_connection_that_died_in_the_pool_is_not_handed_out(
    engine: AsyncEngine, database_url: str
) -> None:
    async with transaction(engine) as opened, transaction(engine) as other:
        await opened.exchange([SPEED()])
        await other.exchange([SPEED()])
    await end_all(database_url)
    for _ in range(2):
        async with transaction(engine) as opened:
            assert await opened.exchange([SPEED()]) == [[]]


async def test_a_connection_that_dies_in_use_is_thrown_away(engine: AsyncEngine, database_url: str) -> None:
    async def dying() -> None:
        async with transaction(engine) as opened:
            await opened.exchange([ADD(2)])
            await end_all(database_url)
            await opened.commit()

    with pytest.raises(OperationalError):
        await dying()
    assert await speeds(engine) == []


async def test_rows_are_written_with_every_kind_of_value_as_it_was(transactor: Transactor) -> None:
    row = {
        "key": "odd ' \\ \" \u2028 引", "permissions": ["a,b", "{}", ""], "sees_all": True,
        "name_zh": "\u202e", "name_en": "null",
    }  # fmt: skip
    async with transactor.begin(SYSTEM) as work:
        work.insert(Role, [row])
    async with transactor.begin(SYSTEM) as work:
        found = await work.session.get_one(Role, row["key"])
        assert {name: getattr(found, name) for name in row} == row


async def test_a_column_that_a_table_lacks_is_refused() -> None:
    with pytest.raises(LookupError):
        insertion(Role, [{"key": "x", "at": MONDAY}])


async def until_waiting(database_url: str, count: int) -> None:
    """Return once so many connections of this database wait for a lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'"
    )
    await until_answered(database_url, query, count)


async def end_all(database_url: str) -> None:
    """End every other connection of this database from the server's side, and return once they are gone."""
    query = (
        "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended"
    )
    await until_answered(database_url, query, 0)


async def until_answered(database_url: str, query: str, wanted: int) -> None:
    """Ask again and again until the answer is the one that is wanted."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        async with asyncio.timeout(5):
            while True:
                if await (await connection.execute(query)).fetchone() == (wanted,):
                    return
                await asyncio.sleep(0.01)
