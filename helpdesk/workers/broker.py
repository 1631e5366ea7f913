"""The dramatiq broker: the database itself, or RabbitMQ for more than one machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.middleware import AsyncIO, CurrentMessage
from dramatiq_postgres import PostgresBroker

from helpdesk.events.relay import Send
from helpdesk.kit.database import plain_url
from helpdesk.kit.tracing import Origin

QUEUE = "helpdesk"
ORIGIN = "origin"
"""The option of a message that says what asked for it."""


def connect(broker_url: str | None, database_url: str) -> dramatiq.Broker:
    """The broker of `HELPDESK_BROKER_URL`, else the one in the database. Coroutine jobs run on one loop."""
    broker: dramatiq.Broker
    if broker_url is None:
        broker = PostgresBroker(url=plain_url(database_url), results=False, poll_interval=0.5)
    else:
        broker = RabbitmqBroker(url=broker_url, confirm_delivery=True)
    broker.add_middleware(CurrentMessage())
    broker.add_middleware(AsyncIO())
    return broker


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
