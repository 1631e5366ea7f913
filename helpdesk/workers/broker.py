"""The dramatiq broker: the database itself, or the one that a URL names; RabbitMQ is built in.

docs/operations.md, Another broker, says what a further one must provide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Any
from uuid import UUID

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.middleware import AsyncIO, CurrentMessage, Middleware, Retries, default_middleware
from dramatiq_postgres import PostgresBroker

from helpdesk.events.relay import Send
from helpdesk.kit.database import plain_url
from helpdesk.kit.settings import BROKERS
from helpdesk.kit.tracing import Origin
from helpdesk.workers.persistence import PersistentRetries
from helpdesk.workers.pool import BrokerPool

QUEUE = "helpdesk"
ORIGIN = "origin"
"""The option of a message that says what asked for it."""
Connect = Callable[[str, list[Middleware]], dramatiq.Broker]
"""Makes a broker of a URL, with the middleware that it is to have. Opens no connection yet."""


def connect(broker_url: str | None, database_url: str) -> dramatiq.Broker:
    """The broker of `HELPDESK_BROKER_URL`, else the one in the database. Coroutine jobs run on one loop.

    No connection is opened yet; a broker that is away is waited for.
    """
    if broker_url is None:
        return DatabaseBroker(plain_url(database_url), _middleware())
    points = entry_points(group=BROKERS, name=broker_url.partition(":")[0])
    found: Connect = next(iter(points)).load() if points else rabbitmq
    return found(broker_url, _middleware())


def rabbitmq(url: str, middleware: list[Middleware]) -> dramatiq.Broker:
    """RabbitMQ: what is handed over is confirmed, and kept on disk."""
    return RabbitmqBroker(url=url, confirm_delivery=True, middleware=middleware)


class DatabaseBroker(PostgresBroker):  # type: ignore[misc]  # the package has no types
    """The broker in the helpdesk's own database, on a pool that gives up soon and tries again soon."""

    def __init__(self, url: str, middleware: list[Middleware]) -> None:
        super().__init__(pool=BrokerPool.of(url), results=False, poll_interval=0.5, middleware=middleware)

    def close(self) -> None:
        """Stop listening, and give the connections back."""
        super().close()
        self.pool.close()


def sender(broker: dramatiq.Broker) -> Send:
    """What the relay hands jobs to; the outbox row's id becomes the message's id."""

    def send(job_id: UUID, job: str, arguments: Mapping[str, Any], origin: Origin | None = None) -> None:
        broker.enqueue(
            dramatiq.Message(
                queue_name=QUEUE,
                actor_name=job,
                args=(),
                kwargs=dict(arguments),
                options={} if origin is None else {ORIGIN: dict(origin)},
                message_id=str(job_id),
            )
        )

    return send


def _middleware() -> list[Middleware]:
    usual = [kind() for kind in default_middleware if kind is not Retries]
    return [*usual, PersistentRetries(), CurrentMessage(), AsyncIO()]
