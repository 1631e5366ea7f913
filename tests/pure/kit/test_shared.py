"""Looks that are shared: few for many, and never one that began before it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from helpdesk.kit.shared import Once, Shared


async def test_many_who_come_at_once_share_few_looks_that_began_after_they_came() -> None:
    begun = 0

    async def look() -> int:
        nonlocal begun
        begun += 1
        mine = begun
        await asyncio.sleep(0)
        return mine

    shared = Shared(look)

    async def ask() -> None:
        before = begun
        assert await shared.get() > before

    await asyncio.gather(*(ask() for _ in range(1_000)))
    assert begun <= 3


async def test_a_failure_is_told_to_all_who_wait_and_the_next_look_is_new() -> None:
    failures = [LookupError("away")]

    async def look() -> str:
        await asyncio.sleep(0)
        if failures:
            raise failures.pop()
        return "there"

    shared = Shared(look)
    answers = await asyncio.gather(*(shared.get() for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [LookupError] * 3
    assert await shared.get() == "there"


async def test_a_look_that_nobody_waits_for_is_stopped_and_others_go_on() -> None:
    ended = asyncio.Event()

    async def look() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    shared = Shared(look)
    first, second = (asyncio.create_task(shared.get()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert not ended.is_set()
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert ended.is_set() or not shared._waiting


async def test_what_is_asked_under_one_key_is_looked_for_once_and_a_failure_is_not_kept() -> None:
    begun: list[int] = []
    once: Once[int] = Once(keep=3)

    def look(key: int) -> Callable[[], Coroutine[Any, Any, int]]:
        async def ask() -> int:
            begun.append(key)
            await asyncio.sleep(0)
            if key == 13:
                raise LookupError(key)
            return key

        return ask

    wanted = [1, 2, 13] * 20
    answers = await asyncio.gather(*(once.get(key, look(key)) for key in wanted), return_exceptions=True)
    for key, answer in zip(wanted, answers, strict=True):
        assert isinstance(answer, LookupError) if key == 13 else answer == key
    assert await once.get(2, look(2)) == 2
    assert begun.count(2) == 1
    before = begun.count(13)
    with pytest.raises(LookupError):
        await once.get(13, look(13))
    assert begun.count(13) == before + 1


async def test_who_asked_first_may_leave_and_the_others_are_answered() -> None:
    may = asyncio.Event()
    once: Once[str] = Once(keep=2)

    async def look() -> str:
        await may.wait()
        return "there"

    first, second = (asyncio.create_task(once.get("key", look)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    may.set()
    assert await second == "there"
