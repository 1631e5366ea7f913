"""A worker serves its own `/metrics` where it is told to."""

from __future__ import annotations

import asyncio

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.processes.fleet import Fleet, eventually, free_port

TOKEN = "what the scraper sends"


async def test_a_worker_tells_of_its_loops_to_who_has_the_token(fleet: Fleet) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    fleet.environment |= {"HELPDESK_METRICS_PORT": str(port), "HELPDESK_METRICS_TOKEN": TOKEN}
    fleet.start("worker", "worker")
    await asyncio.to_thread(
        eventually, lambda: {"sequencer", "relay", "claims"} <= _turned(url), "its loops turn", seconds=30
    )
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/graphql")).status_code == 404
    assert await asyncio.to_thread(fleet.stop, "worker") == 0


def _turned(url: str) -> set[str]:
    """The loops of which it tells that they came round."""
    try:
        answer = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
    except httpx.HTTPError:
        return set()
    assert answer.status_code == 200
    return {
        sample.labels["loop"]
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name == "helpdesk_loop_turned_timestamp_seconds"
    }
