"""The moved clock of demo and test mode, shared through the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from helpdesk.events.models import ClockRow
from helpdesk.kit.clock import ClockSetting, RunningClock
from helpdesk.kit.database import AWAY

_log = structlog.get_logger(__name__)


async def load(connection: AsyncConnection) -> ClockSetting | None:
    """The setting that all processes share, if any."""
    row = (await connection.execute(select(ClockRow.anchor, ClockRow.shown, ClockRow.speed))).one_or_none()
    return None if row is None else ClockSetting(*row)


async def move(
    connection: AsyncConnection, offset: timedelta | datetime, speed: float, *, stated: str = ""
) -> ClockSetting:
    """Make the shared clock show `now + offset` (or the instant given), running `speed` times as fast.

    `stated` is the setting as a process was given it: a second process with the same setting finds the
    clock set and does not turn it back.
    """
    anchor = datetime.now(UTC)
    shown = offset.astimezone(UTC) if isinstance(offset, datetime) else anchor + offset
    values = {"anchor": anchor, "shown": shown, "speed": speed, "stated": stated}
    await connection.execute(
        insert(ClockRow)
        .values(id=1, **values)
        .on_conflict_do_update(
            index_elements=["id"], set_=values, where=or_(literal(stated) == "", ClockRow.stated != stated)
        )
    )
    setting = await load(connection)
    assert setting is not None  # noqa: S101 - the row was written or found
    return setting


async def keep_in_step(engine: AsyncEngine, clock: RunningClock, *, pause: float = 0.5) -> None:
    """Read the shared setting again and again, so that a clock moved elsewhere moves here too."""
    while True:
        try:
            async with engine.connect() as connection:
                clock.setting = await load(connection)
        except AWAY as error:
            _log.warning("clock.database_away", error=type(error).__name__)
        await asyncio.sleep(pause)
