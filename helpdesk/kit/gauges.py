"""What is read off the house when somebody scrapes: off its database (bounded, kept for seconds) and its pools."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from helpdesk.kit.clock import Clock
from helpdesk.kit.shared import Shared

KEPT_SECONDS = 5.0
PATIENCE_SECONDS = 2.0
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError, TimeoutError)
Reading = Callable[[AsyncConnection, Clock], Awaitable[Sequence[Metric]]]
Look = Callable[[], Iterable[Metric]]
_log = structlog.get_logger(__name__)


def gauge(name: str, told: str, value: float) -> Metric:
    """One value."""
    return GaugeMetricFamily(name, told, value=value)


def gauges(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    """A value for each of what a label says."""
    family = GaugeMetricFamily(name, told, labels=[label])
    for said, value in values.items():
        family.add_metric([said], value)
    return family


class DatabaseGauges:
    """What readings find in the database: looked at once in five seconds, however many scrape, for two at most."""

    def __init__(self, engine: AsyncEngine, clock: Clock, readings: Sequence[Reading]) -> None:
        self._engine = engine
        self._clock = clock
        self._readings = readings
        self._looks = Shared(self._look)
        self._kept: tuple[float, Sequence[Metric]] = (0.0, ())

    async def get(self) -> Sequence[Metric]:
        """What was found; without a database only that it is away."""
        until, found = self._kept
        return found if time.monotonic() < until else await self._looks.get()

    async def _look(self) -> Sequence[Metric]:
        until, found = self._kept
        if time.monotonic() < until:
            return found
        found = await self._read()
        self._kept = time.monotonic() + KEPT_SECONDS, found
        return found

    async def _read(self) -> Sequence[Metric]:
        found: list[Metric] = []
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._engine.connect() as connection:
                for reading in self._readings:
                    found += await reading(connection, self._clock)
        except AWAY as error:
            _log.warning("metrics.database_away", error=type(error).__name__)
            return [_up(0)]
        return [_up(1), *found]


class Scrape(Collector):
    """All of it once: what the process counts, what was found in the database, what looks find."""

    def __init__(self, registry: CollectorRegistry, found: Sequence[Metric], looks: Sequence[Look]) -> None:
        self._registry = registry
        self._found = found
        self._looks = looks

    def collect(self) -> Iterator[Metric]:
        """Each metric with its samples."""
        yield from self._registry.collect()
        yield from self._found
        for look in self._looks:
            yield from look()


def _up(value: float) -> Metric:
    return gauge("helpdesk_database_up", "Whether the database answered when it was last looked at.", value)
