"""One trace, and one request's id, go from a caller's request through mutation and outbox into the job."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from typing import Any

import dramatiq
import orjson
import pytest
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import CurrentMessage
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from helpdesk.app import Runtime
from helpdesk.events.relay import relay
from helpdesk.kit import logging, tracing
from helpdesk.kit.otel import OpenTelemetry
from helpdesk.kit.settings import SettingsError
from helpdesk.workers import jobs
from helpdesk.workers.broker import QUEUE, sender
from helpdesk.workers.jobs import Jobs
from tests.api.conftest import Api, token
from tests.api.personal import PHONE
from tests.world import World

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLERS = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans that end while the test runs."""
    kept = InMemorySpanExporter()
    tracing.use(OpenTelemetry("helpdesk-test", SimpleSpanProcessor(kept)))
    yield kept
    tracing.use(None)


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is logged."""
    stream = StringIO()
    logging.configure(stream=stream)
    yield stream
    structlog.reset_defaults()


async def call(api: Api, role: str, query: str, **headers: str) -> tuple[str, dict[str, Any]]:
    """A document's request id and answer."""
    bearer = {"Authorization": f"Bearer {token(role)}"}
    response = await api.client.post("/graphql", json={"query": query}, headers=bearer | headers)
    return response.headers["X-Request-Id"], response.json()["data"]


AVAILABILITY = "mutation { setAvailability(input: {presence: %s}) { userErrors { code } } }"


async def work_off(runtime: Runtime) -> None:
    """Relay what waits and do it, as a worker does."""
    broker = StubBroker()
    broker.declare_queue(QUEUE)
    await relay(runtime.engine, sender(broker))
    current = CurrentMessage()
    for raw in list(broker.queues[QUEUE].queue):
        message = dramatiq.Message.decode(raw)
        current.before_process_message(broker, message)
        await jobs.plain(Jobs(lambda: runtime.transactor).drain_queues)(**message.kwargs)
        current.after_process_message(broker, message)


async def test_a_callers_trace_goes_through_mutation_and_outbox_into_the_job(
    api: Api, runtime: Runtime, world: World, spans: InMemorySpanExporter, lines: StringIO
) -> None:
    await call(api, "wang", AVAILABILITY % "OFFLINE")
    request_id, _ = await call(api, "wang", AVAILABILITY % "ONLINE", traceparent=CALLERS)
    await work_off(runtime)
    found = [span for span in spans.get_finished_spans() if span.context.trace_id == int(TRACE, 16)]
    by_name = {span.name: span for span in found}
    way = ["job drain_queues", "relay drain_queues", "set_availability", "mutation"]
    for below, above in pairwise(way):
        assert by_name[below].parent is not None
        assert by_name[below].parent.span_id == by_name[above].context.span_id
    assert {"read", "exchange"} <= by_name.keys()
    assert by_name["job drain_queues"].attributes["helpdesk.request_id"] == request_id
    logged = [orjson.loads(line) for line in lines.getvalue().splitlines()]
    told = {line["event"]: line for line in logged if line.get("request_id") == request_id}
    assert list(told) == ["mutation.done", "job.relayed", "job.done"]
    assert {line["trace_id"] for line in told.values()} == {TRACE}
    assert told["job.relayed"]["job_id"] == told["job.done"]["job_id"]


async def test_spans_hold_no_values(api: Api, world: World, spans: InMemorySpanExporter) -> None:
    await api.submit("wang", world.items["product-use"], requester={"phone": PHONE}, title="Not in a span")
    await api.data("wang", '{ tickets(first: 1, filter: {text: "Not in a span"}) { nodes { title } } }')
    told = [f"{span.name} {dict(span.attributes or {})}" for span in spans.get_finished_spans()]
    assert len(told) > 3
    assert [one for one in told if "Not in a span" in one or PHONE in one] == []


def test_without_a_collector_nothing_of_opentelemetry_is_imported() -> None:
    look = "import helpdesk.cli, sys; sys.exit(any('opentelemetry' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_a_collector_without_the_extra_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "helpdesk.kit.otel", None)
    with pytest.raises(SettingsError, match=r"HELPDESK_OTLP_ENDPOINT.*helpdesk\[otel\]"):
        tracing.start("http://127.0.0.1:4318", service="helpdesk-api")
