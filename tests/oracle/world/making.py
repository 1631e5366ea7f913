"""Making the world in a clone of the tests' template, by the product's own verbs."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from helpdesk.app import Runtime
from helpdesk.events.sequencer import sequence
from helpdesk.kit.clock import StoppedClock
from tests.conftest import settings_of
from tests.oracle.world import (
    acts,
    calls,
    changes,
    configuration,
    notify,
    people,
    procedures,
    tickets,
    tokens,
    verifications,
)
from tests.oracle.world.stage import Stage
from tests.world import World


@dataclass(frozen=True, slots=True)
class Made:
    """A database with the world in it, and the instant at which it stands."""

    url: str
    now: datetime
    world: World
    tickets: dict[str, UUID]


REAL_TIMES = (
    "UPDATE configuration_versions SET at = %(begin)s", "UPDATE configuration_head SET last_event_at = %(begin)s",
    "UPDATE events SET at = %(begin)s WHERE at > %(begin)s",
)  # fmt: skip
"""A migration makes version 1 in real time; nothing here may depend on when tests are run."""


async def make(url: str, base: World, begin: datetime) -> Made:
    """Fill a clone of the template."""
    world = deepcopy(base)
    clock = StoppedClock(begin)
    runtime = Runtime.build(settings_of(url), url, clock=clock)
    await _settle_in_time(runtime, begin)
    stage = Stage(runtime.transactor, world, clock)
    await people.make(stage)
    await configuration.make(stage)
    made = await tickets.make(stage)
    await procedures.make(stage, made)
    await configuration.drafted(stage)
    await people.leave(stage, "sun")
    await calls.make(stage, made)
    await changes.make(stage)
    await verifications.make(stage, made)
    await acts.make(stage, made)
    await tokens.make(stage)
    await notify.make(stage)
    async with runtime.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM outbox")
    while await sequence(runtime.engine):
        pass
    async with runtime.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).exec_driver_sql("ANALYZE")
    await runtime.engine.dispose()
    return Made(url, clock.now(), world, tickets.ids(made))


async def _settle_in_time(runtime: Runtime, begin: datetime) -> None:
    async with runtime.engine.begin() as connection:
        for statement in REAL_TIMES:
            await connection.exec_driver_sql(statement, {"begin": begin})
