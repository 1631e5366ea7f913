"""Brokers: who hands a job over learns soon that the broker is away, no job is lost meanwhile, others can be added."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dramatiq
import pytest
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import ConnectionClosed
from pydantic import ValidationError

from helpdesk.kit.ids import new_id
from helpdesk.kit.settings import Settings
from helpdesk.workers import broker as brokers
from helpdesk.workers.broker import QUEUE
from helpdesk.workers.persistence import AWAY
from tests.processes.fleet import eventually, free_port


@pytest.fixture
def connected(database_url: str) -> Iterator[dramatiq.Broker]:
    """The broker in this test's database."""
    made = brokers.connect(None, database_url)
    yield made
    made.close()


def test_a_job_handed_over_to_the_database_is_in_its_queue(connected: dramatiq.Broker) -> None:
    key = new_id()
    brokers.sender(connected)(key, "drain_queues", {"group_ids": []})
    consumer = connected.consume(QUEUE, timeout=1000)
    message = next(consumer)
    assert message is not None
    assert (message.message_id, message.actor_name, message.kwargs) == (
        str(key),
        "drain_queues",
        {"group_ids": []},
    )
    consumer.close()


@pytest.mark.parametrize(
    "url", [None, f"amqp://guest:guest@127.0.0.1:{free_port()}"], ids=["database", "rabbitmq"]
)
def test_who_hands_over_a_job_learns_within_seconds_that_the_broker_is_away(url: str | None) -> None:
    nobody = brokers.connect(url, f"postgresql://postgres@127.0.0.1:{free_port()}/helpdesk")
    began = time.monotonic()
    with pytest.raises(AWAY):
        brokers.sender(nobody)(new_id(), "drain_queues", {"group_ids": []})
    assert time.monotonic() - began < 5, "the claim loop would stand still as long, and then be late"
    nobody.close()


class Flickering(StubBroker):
    """A broker that is away for the first three times that something is to be delayed."""

    refusals = 3

    def enqueue(self, message: Any, *, delay: int | None = None) -> Any:
        """Refuse, or take it."""
        if delay is not None and self.refusals:
            self.refusals -= 1
            raise ConnectionClosed("away")
        return super().enqueue(message, delay=delay)


def test_a_job_that_failed_while_the_broker_is_away_is_done_again_when_it_is_back() -> None:
    broker = Flickering(middleware=brokers._middleware())
    runs = []

    def job() -> None:
        runs.append(time.monotonic())
        if len(runs) == 1:
            raise RuntimeError("the database is away too")

    actor = dramatiq.actor(job, broker=broker, queue_name=QUEUE, max_retries=3, min_backoff=1, max_backoff=2)
    worker = dramatiq.Worker(broker, worker_threads=1, worker_timeout=50)
    worker.start()
    try:
        actor.send()
        eventually(lambda: len(runs) == 2, "the job ran again", seconds=20)
    finally:
        worker.stop()
    assert broker.refusals == 0


ANOTHER = """
from dramatiq.brokers.stub import StubBroker

def connect(url, middleware):
    made = StubBroker(middleware=middleware)
    made.url = url
    return made
"""


def test_another_broker_is_an_entry_point_named_by_the_scheme_of_its_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError, match=r"amqp://, amqps://"):
        Settings(mode="test", broker_url="stub://here")
    (tmp_path / "another_broker.py").write_text(ANOTHER, encoding="utf-8")
    about = tmp_path / "another_broker-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: another-broker\nVersion: 1\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(
        "[helpdesk.brokers]\nstub = another_broker:connect\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings = Settings(mode="test", broker_url="stub://here")
    made = brokers.connect(settings.broker_url, "postgresql://nobody")
    assert isinstance(made, StubBroker)
    assert made.url == "stub://here"
    assert {type(one).__name__ for one in made.middleware} >= {"PersistentRetries", "AsyncIO"}
    sys.modules.pop("another_broker")
