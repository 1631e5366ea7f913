"""`/metrics` tells how the house stands, to who has the token, and nothing of what callers sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from helpdesk.app import Runtime, create_app
from helpdesk.kit import gauges
from helpdesk.kit.clock import StoppedClock
from helpdesk.workers.jobs import Jobs
from tests.api.conftest import Api
from tests.api.socket_client import Server, serving
from tests.conftest import settings_of
from tests.world import World

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
_JOB = text("INSERT INTO outbox (id, job, arguments, at) VALUES (:id, 'drain_queues', '{}', :at)")
METRICS_TOKEN = "what the scraper sends"


class Scraped:
    """The samples of one scrape."""

    def __init__(self, body: str) -> None:
        self.families = {family.name: family for family in text_string_to_metric_families(body)}
        self._samples: Samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in self.families.values()
            for sample in family.samples
        }

    def __call__(self, name: str, **labels: str) -> float:
        """A sample's value; 0 where it was not there."""
        return self._samples.get((name, frozenset(labels.items())), 0.0)

    def labels(self) -> set[str]:
        """Everything that labels say."""
        return {value for _, labels in self._samples for _, value in labels}


async def scrape(client: httpx.AsyncClient) -> Scraped:
    response = await client.get("/metrics")
    assert response.status_code == 200
    return Scraped(response.text)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the database at each scrape."""
    monkeypatch.setattr(gauges, "KEPT_SECONDS", 0.0)


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[Server]:
    """The application, served, with its loops."""
    async with serving(runtime) as found:
        yield found


async def test_operations_and_mutations_are_counted_by_outcome(api: Api, world: World) -> None:
    before = await scrape(api.client)
    await api.submit("store:S001", world.items["product-use"])
    await api.mutate("store:S001", "submitTicket", serviceItemId="svc_" + "0" * 32, title="?")
    await api("store:S001", "{ viewer { role } }")
    await api("store:S001", "{ nothing }")
    after = await scrape(api.client)

    def more(name: str, **labels: str) -> float:
        return after(name, **labels) - before(name, **labels)

    assert more("helpdesk_operation_seconds_count", kind="mutation", outcome="ok") == 2
    assert more("helpdesk_operation_seconds_count", kind="unknown", outcome="refused") >= 1
    assert more("helpdesk_mutations_total", mutation="submit_ticket", outcome="done") == 1
    assert more("helpdesk_mutations_total", mutation="submit_ticket", outcome="refused") == 1
    assert more("helpdesk_http_responses_total", status="200") >= 3
    assert more("helpdesk_statements_total", way="pipeline") > more(
        "helpdesk_database_seconds_count", way="pipeline"
    )
    assert more("helpdesk_statements_total", way="read") > 0


async def test_timers_and_lags_are_those_of_the_database(
    api: Api, runtime: Runtime, world: World, clock: StoppedClock
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    found = await scrape(api.client)
    async with runtime.engine.connect() as connection:
        running = await connection.scalar(text("SELECT count(*) FROM sla_timers WHERE phase = 'RUNNING'"))
        first = await connection.scalar(text("SELECT min(next_at) FROM sla_timers"))
    assert found("helpdesk_timers", state="running") == running > 0
    assert found("helpdesk_database_up") == 1
    assert found("helpdesk_timers_due") == 0
    clock.advance(first - clock.now() + timedelta(seconds=90))
    late = await scrape(api.client)
    assert late("helpdesk_timers_due") >= 1
    assert late("helpdesk_claim_lag_seconds") == late("helpdesk_timers_overdue_seconds") == 90
    before = late("helpdesk_escalation_lateness_seconds_count", crossing="WARNED")
    async with runtime.engine.connect() as connection:
        due = await connection.scalar(text("SELECT id FROM sla_timers ORDER BY next_at LIMIT 1"))
    jobs = Jobs(lambda: runtime.transactor)
    await jobs.fire_timers(timer_ids=[str(due)])
    fired = await scrape(api.client)
    assert fired("helpdesk_escalation_lateness_seconds_count", crossing="WARNED") == before + 1
    assert fired("helpdesk_escalation_lateness_seconds_sum", crossing="WARNED") >= 90
    assert ticket["id"] not in fired.labels()


async def test_what_is_held_up_tells_how_long_it_has_been(
    api: Api, runtime: Runtime, world: World, clock: StoppedClock
) -> None:
    """Somebody holds the log's head, so that nothing gets a position; and no worker runs, so that jobs wait."""
    async with runtime.engine.connect() as holder:
        await holder.execute(text("SELECT FROM log_head FOR UPDATE"))
        async with runtime.engine.begin() as connection:
            await connection.execute(_JOB, {"id": uuid4(), "at": clock.now()})
        await api.submit("store:S001", world.items["product-use"])
        clock.advance(timedelta(seconds=42))
        found = await scrape(api.client)
    assert found("helpdesk_sequencer_lag_seconds") == 42
    assert found("helpdesk_sequencer_waiting") >= 1
    assert (found("helpdesk_relay_lag_seconds"), found("helpdesk_relay_waiting")) == (42, 1)


async def test_sockets_and_subscriptions_that_are_open_are_told(site: Server) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}", trust_env=False) as client:
        before = await scrape(client)
        async with site.socket("lin") as socket:
            await socket.follow()
            during = await scrape(client)
        assert during("helpdesk_sockets") == before("helpdesk_sockets") + 1
        assert (during("helpdesk_subscriptions"), during("helpdesk_feeds")) == (1, 1)
        assert during("helpdesk_loop_turned_timestamp_seconds", loop="sequencer") > 0


async def test_a_database_that_is_away_is_told_soon(
    api: Api, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gauges, "PATIENCE_SECONDS", 0.05)
    async with runtime.engine.connect() as connection:
        await connection.execute(text("LOCK TABLE sla_timers IN ACCESS EXCLUSIVE MODE"))
        found = await scrape(api.client)
    assert found("helpdesk_database_up") == 0
    assert "helpdesk_timers" not in found.families


async def test_nothing_that_a_caller_sends_becomes_a_label(api: Api, world: World) -> None:
    await api.submit("store:S001", world.items["product-use"], title="Not a label")
    await api("store:S001", "query NotALabel { notALabel: viewer { role } }")
    await api("nobody-not-a-label", "{ viewer { role } }")
    assert [label for label in (await scrape(api.client)).labels() if "label" in label.lower()] == []


@pytest.mark.parametrize(
    ("mode", "token", "sent", "status"),
    [
        ("production", None, None, 404),
        ("production", METRICS_TOKEN, None, 401),
        ("production", METRICS_TOKEN, "Bearer of the wrong token", 401),
        ("production", METRICS_TOKEN, f"Bearer {METRICS_TOKEN}", 200),
        ("demo", None, None, 200),
        ("demo", METRICS_TOKEN, None, 401),
    ],
)
async def test_who_may_look(
    database_url: str, mode: str, token: str | None, sent: str | None, status: int
) -> None:
    settings = settings_of(database_url, mode=mode, metrics_token=token)
    runtime = Runtime.build(settings, database_url)
    transport = httpx.ASGITransport(create_app(settings, runtime=runtime))
    headers = {} if sent is None else {"Authorization": sent}
    async with httpx.AsyncClient(transport=transport, base_url="http://helpdesk") as client:
        response = await client.get("/metrics", headers=headers)
    await runtime.engine.dispose()
    assert response.status_code == status
    assert (status == 200) == ("helpdesk_timers" in response.text)
