"""Looks that are shared: few for many, and never one that began before it was asked for."""

from __future__ import annotations

import asyncio

import pytest

from helpdesk.kit.shared import Shared


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
