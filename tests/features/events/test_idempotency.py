"""Idempotency keys: the same call twice is one change and one answer (design: Unit of work)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import idempotency
from helpdesk.events.idempotency import IdempotencyKeyReused, Key, digest
from helpdesk.events.performing import ReferencesMoved, perform
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM, Actor, ActorKind
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import Busy, InvalidValue, NotAllowed
from helpdesk.kit.pipeline import Prepared

MUTATION = "submit_ticket"


@dataclass
class Calls:
    """Makes calls with keys, and counts the changes that they led to."""

    transactor: Transactor
    made: list[UUID] = field(default_factory=list)

    folded: bool = False

    async def __call__(
        self, key: str = "k1", stated: str = "one", *, mutation: str = MUTATION, actor: Actor = SYSTEM
    ) -> Any:
        """One call; the id that it answers with."""
        made: list[UUID] = []

        async def verb(work: UnitOfWork) -> dict[str, UUID]:
            await work.exchange(LOOK())
            made.append(uuid4())
            return {"ticket": made[-1]}

        outcome = await perform(
            self.transactor, actor, verb, key=Key.of(mutation, key, stated), folded=self.folded
        )
        if outcome["ticket"] in made:
            self.made.append(made[-1])
        return str(outcome["ticket"])


LOOK = Prepared("SELECT 1")


@pytest.fixture(params=[False, True], ids=["claimed before", "claimed with the verb's own questions"])
def call(transactor: Transactor, request: pytest.FixtureRequest) -> Calls:
    """Calls of one process."""
    return Calls(transactor, folded=request.param)


async def refuse(call: Calls, key: str = "k1", stated: str = "one") -> None:
    """A call whose verb refuses before it asks anything."""

    async def verb(_work: UnitOfWork) -> dict[str, UUID]:
        raise NotAllowed(permission="none")

    await perform(call.transactor, SYSTEM, verb, key=Key.of(MUTATION, key, stated), folded=call.folded)


async def test_the_same_key_with_the_same_input_is_one_change_and_one_answer(call: Calls) -> None:
    assert await call() == await call() == await call(" k1 ")
    assert len(call.made) == 1


async def test_the_same_key_with_another_input_is_refused(call: Calls) -> None:
    await call()
    with pytest.raises(IdempotencyKeyReused) as refused:
        await call(stated="two")
    assert (refused.value.code, refused.value.field) == ("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")


async def test_a_key_is_an_actors_and_a_mutations_own(call: Calls) -> None:
    someone = Actor(ActorKind.MEMBER, "member:M1")
    answers = {await call(), await call(mutation="reply_to_ticket"), await call(actor=someone)}
    assert len(answers) == 3


async def test_a_call_that_fails_stores_nothing_and_its_key_stays_free(call: Calls) -> None:
    with pytest.raises(NotAllowed):
        await refuse(call)
    await call(stated="two")
    assert len(call.made) == 1


async def test_what_was_done_is_answered_though_it_would_be_refused_now(
    call: Calls, transactor: Transactor
) -> None:
    done = await call()

    async def verb(_work: UnitOfWork) -> dict[str, UUID]:
        raise NotAllowed(permission="none")

    key = Key.of(MUTATION, "k1", "one")
    assert (await perform(transactor, SYSTEM, verb, key=key, folded=call.folded))["ticket"] == done
    with pytest.raises(IdempotencyKeyReused):
        await refuse(call, stated="two")


@pytest.mark.parametrize("folded", [False, True])
async def test_a_change_by_rights_that_no_longer_hold_is_not_made(
    transactor: Transactor, engine: AsyncEngine, folded: bool
) -> None:
    ran: list[UUID] = []

    async def verb(work: UnitOfWork) -> dict[str, UUID]:
        await work.exchange(LOOK())
        ran.append(uuid4())
        return {"ticket": ran[-1]}

    async with engine.begin() as connection:
        now = await connection.scalar(text("SELECT generation FROM reference_head"))
        await connection.execute(text("UPDATE roles SET sees_all = sees_all WHERE key = 'AGENT'"))
    key = Key.of(MUTATION, "k1", "one")
    with pytest.raises(ReferencesMoved) as moved:
        await perform(transactor, SYSTEM, verb, key=key, generation=now, folded=folded)
    assert ran == []
    await perform(transactor, SYSTEM, verb, key=key, generation=moved.value.generation, folded=folded)
    assert len(ran) == 1


async def test_without_a_key_each_call_is_a_change(transactor: Transactor) -> None:
    async def verb(_work: UnitOfWork) -> dict[str, UUID]:
        return {"ticket": uuid4()}

    assert await perform(transactor, SYSTEM, verb) != await perform(transactor, SYSTEM, verb)


async def test_a_verb_that_asks_nothing_is_kept_from_running_twice_too(transactor: Transactor) -> None:
    async def verb(_work: UnitOfWork) -> dict[str, UUID]:
        return {"ticket": uuid4()}

    key = Key.of(MUTATION, "k1", "one")
    first = await perform(transactor, SYSTEM, verb, key=key, folded=True)
    again = await perform(transactor, SYSTEM, verb, key=key, folded=True)
    assert again == {"ticket": str(first["ticket"])}


async def test_a_concurrent_twin_waits_and_gets_the_firsts_answer(call: Calls, other: Transactor) -> None:
    twin = Calls(other, folded=call.folded)
    answers = await asyncio.gather(*(one() for _ in range(5) for one in (call, twin)))
    assert len(set(answers)) == 1


async def test_a_twin_of_a_call_that_then_fails_takes_its_place(
    call: Calls, transactor: Transactor, other: Transactor
) -> None:
    twins: list[asyncio.Task[Any]] = []

    async def failing(work: UnitOfWork) -> dict[str, UUID]:
        await work.exchange(LOOK())
        twins.append(asyncio.create_task(Calls(other)()))
        await waits_for_a_lock(call.transactor.engine)
        raise LookupError

    with pytest.raises(LookupError):
        await perform(transactor, SYSTEM, failing, key=Key.of(MUTATION, "k1", "one"), folded=call.folded)
    assert UUID(await twins[0])


async def test_a_twin_that_waited_two_seconds_is_told_to_try_again(
    call: Calls, database_url: str, transactor: Transactor
) -> None:
    with psycopg.connect(database_url) as holder:
        holder.execute(
            "INSERT INTO idempotency_keys (actor_key, mutation, key, digest, at) VALUES (%s, %s, %s, %s, now())",
            [SYSTEM.key, MUTATION, "k1", "one"],
        )
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(Busy) as refused:
            await call()
        waited = loop.time() - began
        holder.rollback()
    assert refused.value.retryable
    assert 1.9 < waited < 4
    assert await call()


async def test_the_patience_with_twins_does_not_shorten_that_with_other_locks(transactor: Transactor) -> None:
    seen = []

    async def verb(work: UnitOfWork) -> dict[str, UUID]:
        [[(patience,)]] = await work.exchange(Prepared("SHOW lock_timeout")())
        seen.append(patience)
        return {}

    await perform(transactor, SYSTEM, verb)
    await perform(transactor, SYSTEM, verb, key=Key.of(MUTATION, "k1", "one"), folded=True)
    assert seen == ["5s", "5s"]


async def test_a_key_is_kept_for_seven_days_and_then_free(call: Calls, clock: StoppedClock) -> None:
    first = await call()
    clock.advance(timedelta(days=7))
    assert await call() == first
    clock.advance(timedelta(microseconds=1))
    assert await call(stated="two") != first


async def test_old_keys_are_removed_and_young_ones_stay(
    call: Calls, clock: StoppedClock, transactor: Transactor
) -> None:
    await call("old")
    clock.advance(timedelta(days=7, seconds=1))
    await call("young")
    assert await transactor.run(SYSTEM, idempotency.forget) == 1
    assert await transactor.run(SYSTEM, idempotency.forget) == 0


async def test_a_key_cannot_be_removed_while_it_is_looked_up(call: Calls, clock: StoppedClock) -> None:
    first = await call()
    clock.advance(timedelta(days=7, seconds=-1))
    removed = asyncio.Event()

    async def remove() -> None:
        clock.advance(timedelta(seconds=2))
        await call.transactor.run(SYSTEM, idempotency.forget)
        removed.set()

    async with call.transactor.begin(SYSTEM) as work:
        idempotency.claim(work, Key.of(MUTATION, "k1", "one"))
        with pytest.raises(idempotency.Repeated) as repeated:
            await work.open()
        forgetting = asyncio.create_task(remove())
        await waits_for_a_lock(call.transactor.engine)
        assert not removed.is_set()
        assert repeated.value.outcome == {"ticket": first}
    await forgetting


@pytest.mark.parametrize("key", ["", "  ", "a\x00b", "k" * 201, "\ud800"])
async def test_a_key_that_cannot_be_kept_is_refused_with_its_field(call: Calls, key: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        await call(key)
    assert refused.value.field == "idempotencyKey"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_any_input_has_a_digest_that_does_not_hang_on_the_order_of_keys(document: Any) -> None:
    turned = dict(reversed(document.items())) if isinstance(document, dict) else document
    assert digest({"form": document}) == digest({"form": turned})


@given(JSON, JSON)
def test_other_input_has_another_digest(one: Any, other: Any) -> None:
    assert (digest(one) == digest(other)) == (repr(_sorted(one)) == repr(_sorted(other)))


def test_input_of_any_depth_and_size_has_a_digest() -> None:
    deep: Any = 10**4000
    for _ in range(5000):
        deep = [deep]
    assert digest({"form": deep}) != digest({"form": [deep]})
    assert digest("\ud800\x00") != digest("\ud801\x00")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


async def waits_for_a_lock(engine: AsyncEngine) -> None:
    """Return once some connection of this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(5):
        while True:
            async with engine.connect() as connection:
                if await connection.scalar(waiting):
                    return
            await asyncio.sleep(0.01)
