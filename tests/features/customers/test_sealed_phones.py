"""Numbers are sealed: the table shows masks, callers are recognised by keyed hash, also while keys are changed (§1)."""

from __future__ import annotations

import asyncio
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import text

from helpdesk.customers import phones, profiles
from helpdesk.customers.errors import PhoneTaken
from helpdesk.customers.models import Customer
from helpdesk.events.work import Transactor
from helpdesk.kit import keys
from helpdesk.kit.ids import new_id
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.vault import Vault
from tests.plans import MODES, explain

NUMBER, OTHER = "13812345678", "13987654321"
SEALING, OLD, NEW = (keys.made(name) for name in ("sealing", "old", "new"))


def vault_of(*lookup: str) -> Vault:
    return Vault(Keyring(keys.read(SEALING), keys.read(",".join(lookup))))


@pytest.fixture
def process(engine, clock):
    """A process with these lookup keys."""

    def make(*lookup: str) -> Transactor:
        return Transactor(engine, clock, zone=ZoneInfo("Asia/Shanghai"), resources=[vault_of(*lookup)])

    return make


@pytest.fixture
def call(agent):
    """Somebody calls, and a process recognises them."""

    async def run(transactor: Transactor, number: str = NUMBER) -> Customer:
        return await transactor.run(agent, lambda work: profiles.found_or_made_by_phone(work, number))

    return run


@pytest.fixture
def rows(engine):
    """What a statement finds."""

    async def run(statement: str) -> list[Any]:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement))]

    return run


async def test_no_table_holds_the_number(transactor, call, rows) -> None:
    customer = await call(transactor)
    assert customer.phone_masked == "138****5678"
    kept = str(await rows("SELECT customers::text, value::text FROM customers, sealed_values AS value"))
    assert "13812345678" not in kept
    assert "138****5678" in kept


async def test_what_cannot_be_done_without_the_number_opens_it(transactor, agent, call) -> None:
    customer = await call(transactor)
    assert await transactor.run(agent, lambda work: phones.opened(work, customer)) == "+8613812345678"


async def test_a_number_that_changed_is_gone_and_free_for_others(transactor, agent, call, rows) -> None:
    first = await call(transactor)
    await transactor.run(
        agent, lambda work: profiles.update_customer(work, customer_id=first.id, changes={"phone": OTHER})
    )
    left = await rows("SELECT masked, ciphertext IS NULL FROM sealed_values ORDER BY created_at, erased_at")
    assert sorted(left) == [("", True), ("139****4321", False)]
    assert (await call(transactor, OTHER)).id == first.id
    assert (await call(transactor)).id != first.id


async def test_the_same_number_given_again_changes_nothing(transactor, agent, call, told) -> None:
    customer = await call(transactor)
    again = await transactor.run(
        agent,
        lambda work: profiles.update_customer(
            work, customer_id=customer.id, changes={"phone": "+86 " + NUMBER}
        ),
    )
    assert (again.revision, again.phone_id, len(await told())) == (1, customer.phone_id, 1)


async def test_who_changes_number_while_somebody_calls_is_not_taken_for_the_caller(
    transactor, agent, call
) -> None:
    first = await call(transactor)
    async with transactor.begin(agent) as work:
        await profiles.update_customer(work, customer_id=first.id, changes={"phone": OTHER})
        waiting = asyncio.create_task(call(transactor))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert (await waiting).id != first.id


async def test_a_caller_hashed_with_the_old_key_is_recognised_with_the_new(process, call) -> None:
    customer = await call(process(OLD))
    assert (await call(process(NEW, OLD))).id == customer.id
    assert (await call(process(OLD, NEW))).id == customer.id


async def test_processes_of_both_keys_make_one_profile(process, call, profiles_kept) -> None:
    processes = [process(OLD, NEW), process(NEW, OLD)] * 4
    found = await asyncio.gather(*(call(one) for one in processes))
    assert len({customer.id for customer in found}) == 1
    assert await profiles_kept() == 1


async def test_processes_of_both_keys_give_one_number_once(process, agent, call) -> None:
    pair = [await call(process(OLD), number) for number in ("13700000001", "13700000002")]

    async def give(transactor: Transactor, customer: Customer) -> Customer:
        return await transactor.run(
            agent,
            lambda work: profiles.update_customer(work, customer_id=customer.id, changes={"phone": NUMBER}),
        )

    outcomes = await asyncio.gather(
        give(process(OLD, NEW), pair[0]), give(process(NEW, OLD), pair[1]), return_exceptions=True
    )
    assert sum(isinstance(outcome, PhoneTaken) for outcome in outcomes) == 1


@pytest.mark.parametrize("mode", MODES)
async def test_a_caller_is_found_by_index(engine, transactor, call, database_url, vault, mode) -> None:
    customer = await call(transactor)
    async with engine.begin() as connection:
        await connection.execute(text(MANY), {"prefix": str(new_id())[:8]})
        await connection.execute(text("ANALYZE customers"))
        await connection.execute(text("ANALYZE sealed_values"))
    query = profiles.with_phone(vault, "+8613812345678")
    with psycopg.connect(database_url, autocommit=True) as connection:
        plan = explain(connection, mode, query, query.compile().params)
    assert not plan.whole_tables
    assert plan.rows_read <= 4
    assert (await call(transactor)).id == customer.id


MANY = """
WITH numbered AS (
  SELECT n, md5(:prefix || n)::uuid AS customer, md5('v' || :prefix || n)::uuid AS value
    FROM generate_series(1, 12000) AS n
), sealed AS (
  INSERT INTO sealed_values (id, kind, subject_kind, subject_id, key_id, ciphertext, lookup_key_id, lookup, masked,
                             recognises, created_at)
  SELECT value, 'PHONE', 'customer', customer, 'k', 'x', 'k', sha256(n::text::bytea), '***', true, now() FROM numbered
)
INSERT INTO customers (id, phone_id, phone_masked, note, created_at, revision, last_event_at)
SELECT customer, value, '***', '', now(), 1, now() FROM numbered
"""
