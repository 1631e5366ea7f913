"""By the ids in the log lines one follows a ticket, and what a request asked for, from the API into the worker."""

from __future__ import annotations

import asyncio
import re

import httpx

from tests.api.conftest import SUBMIT, token
from tests.processes.fleet import Fleet, eventually
from tests.world import World

AVAILABILITY = "mutation { setAvailability(input: {presence: %s}) { userErrors { code } } }"


async def test_a_ticket_and_a_request_are_followed_through_the_logs(fleet: Fleet, world: World) -> None:
    fleet.start("api", "api")
    fleet.start("worker", "worker")
    await asyncio.to_thread(fleet.wait_ready)
    wanted = {"serviceItemId": f"svc_{world.items['product-use'].hex}", "title": "一张工单"}
    submitted, _ = await _call(fleet, "store:S001", SUBMIT, input=wanted)
    [done] = _lines(fleet, "api", submitted)
    ticket = re.search(r"ticket=(\S+)", done)
    assert "mutation.done" in done
    assert ticket is not None
    await _call(fleet, "wang", AVAILABILITY % "OFFLINE")
    asked, _ = await _call(fleet, "wang", AVAILABILITY % "ONLINE")

    def told() -> bool:
        of_the_request = " ".join(_lines(fleet, "worker", asked))
        of_the_ticket = " ".join(_lines(fleet, "worker", ticket[1]))
        return (
            "job.relayed" in of_the_request
            and "job.done" in of_the_request
            and "timer.fired" in of_the_ticket
        )

    await asyncio.to_thread(eventually, told, "the worker tells of both", seconds=30)
    assert len({re.search(r"job_id=(\S+)", line)[1] for line in _lines(fleet, "worker", asked)}) == 1  # type: ignore[index]  # each has one


async def _call(fleet: Fleet, role: str, query: str, **variables: object) -> tuple[str, object]:
    headers = {"Authorization": f"Bearer {token(role)}"}
    async with httpx.AsyncClient(base_url=fleet.url, headers=headers, trust_env=False, timeout=30) as client:
        response = await client.post("/graphql", json={"query": query, "variables": variables})
    assert "errors" not in response.json()
    return response.headers["X-Request-Id"], response.json()["data"]


def _lines(fleet: Fleet, name: str, about: str) -> list[str]:
    """The lines of a process's log that name an id."""
    text = (fleet.logs / f"{name}.log").read_text("utf-8")
    return [line for line in text.splitlines() if about in line]
