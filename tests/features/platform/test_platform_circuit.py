"""The circuit lets one call try whether the platform is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from helpdesk.platform.circuit import Circuit, CircuitOpen


class Away(Exception):
    """The platform did not answer."""


async def fail() -> None:
    raise Away


@pytest.fixture
async def circuit() -> Circuit:
    """A circuit that has just opened, for a tenth of a second."""
    circuit = Circuit(threshold=2, ttl=0.1)
    for _ in range(2):
        with pytest.raises(Away):
            await circuit.call(fail)
    return circuit


async def test_an_open_circuit_does_not_make_the_call(circuit: Circuit) -> None:
    with pytest.raises(CircuitOpen):
        await circuit.call(fail)


async def test_while_one_call_probes_the_others_are_not_made(circuit: Circuit) -> None:
    begun, answer = asyncio.Event(), asyncio.Event()

    async def probe() -> str:
        begun.set()
        await answer.wait()
        return "back"

    async def attempt() -> str:
        while True:
            try:
                return await circuit.call(probe)
            except CircuitOpen:
                await asyncio.sleep(0.01)

    probing = asyncio.create_task(attempt())
    await asyncio.wait_for(begun.wait(), 5)
    with pytest.raises(CircuitOpen):
        await circuit.call(fail)
    answer.set()
    assert await probing == "back"
    assert await circuit.call(probe) == "back"


async def test_a_probe_that_fails_opens_the_circuit_again(
    circuit: Circuit, eventually: Callable[..., Awaitable[None]]
) -> None:
    async def probed() -> bool:
        try:
            await circuit.call(fail)
        except Away:
            return True
        except CircuitOpen:
            return False
        return False

    await eventually(probed)
    with pytest.raises(CircuitOpen):
        await circuit.call(fail)


async def test_a_success_between_failures_keeps_the_circuit_closed() -> None:
    circuit = Circuit(threshold=2, ttl=60.0)

    async def succeed() -> str:
        return "here"

    for _ in range(4):
        with pytest.raises(Away):
            await circuit.call(fail)
        assert await circuit.call(succeed) == "here"
