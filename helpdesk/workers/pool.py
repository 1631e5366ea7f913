"""Connections of the broker that lives in the database."""

from __future__ import annotations

from typing import Any, Self

from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from helpdesk.kit.database import NOTICING

MOST = 16
WAIT_SECONDS = 2.0
RECONNECT_SECONDS = 1.0
"""For how long a connection is tried again by itself; after that whenever somebody asks."""


class BrokerAway(PoolClosed):
    """No connection could be had. It is a PoolClosed, for that is what the broker's own retries leave alone: relay,
    claim loop and consumers try again by themselves, where those would sleep for half a minute each."""


class BrokerPool(ConnectionPool[Connection[Any]]):
    """Gives up soon, so that who asks can say so and ask again."""

    @classmethod
    def of(cls, url: str) -> Self:
        """A pool on a database; nothing is connected yet."""
        return cls(
            url,
            kwargs={"application_name": "helpdesk-broker", **NOTICING},
            min_size=0,
            max_size=MOST,
            timeout=WAIT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            check=cls.check_connection,
            open=True,
        )

    def getconn(self, timeout: float | None = None) -> Connection[Any]:
        """A connection. Raises BrokerAway."""
        try:
            return super().getconn(timeout)
        except PoolTimeout as error:
            raise BrokerAway(str(error)) from error
