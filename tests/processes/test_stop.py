"""Processes end when they are asked to, and finish what they have in hand."""

from __future__ import annotations

import asyncio
import signal

from tests.processes.fleet import Fleet, eventually


async def test_sigterm_ends_api_and_worker_cleanly(fleet: Fleet) -> None:
    fleet.start("api", "api")
    fleet.start("worker", "worker")
    await asyncio.to_thread(fleet.wait_ready)
    eventually(lambda: "worker.started" in _log(fleet, "worker"), "the worker has started", seconds=30)
    assert await asyncio.to_thread(fleet.stop, "worker") == 0
    assert await asyncio.to_thread(fleet.stop, "api") in {
        0,
        -signal.SIGTERM,
    }  # uvicorn ends by the signal it got
    assert "worker.stopped" in _log(fleet, "worker")
    assert "Traceback" not in _log(fleet, "worker") + _log(fleet, "api")


def _log(fleet: Fleet, name: str) -> str:
    return (fleet.logs / f"{name}.log").read_text(encoding="utf-8")
