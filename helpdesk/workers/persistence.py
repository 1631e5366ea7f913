"""Retries of jobs, kept up while the broker is away."""

from __future__ import annotations

import time
from typing import Any

import dramatiq
import psycopg
import structlog
from dramatiq.errors import BrokerConnectionError
from dramatiq.middleware import Retries

AWAY = (BrokerConnectionError, psycopg.OperationalError, OSError)
"""What brokers raise that cannot be reached."""
PAUSE_SECONDS = 0.5
_log = structlog.get_logger(__name__)


class PersistentRetries(Retries):
    """A failed job is handed back to the broker, whenever that takes it.

    The library's own gives up when the broker is away, says so in the log, and then acknowledges the message: the job
    would be lost. Here its thread waits with it; dies the process meanwhile, the broker still has the message.
    """

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: dramatiq.MessageProxy,
        *,
        result: Any = None,
        exception: BaseException | None = None,
    ) -> Any:
        """Hand the message back with a delay, where its job failed."""
        before = message.options.get("retries", 0)
        while True:
            try:
                return super().after_process_message(  # type: ignore[no-untyped-call]  # dramatiq's is untyped
                    broker, message, result=result, exception=exception
                )
            except AWAY as error:
                message.options["retries"] = before
                _log.warning("retry.broker_away", job=message.actor_name, error=type(error).__name__)
                time.sleep(PAUSE_SECONDS)
