"""Moves the shared clock for a client's test: a line `INSTANT|now SPEED` on stdin, an instant back on stdout.

`helpdesk clock set` does the same; one process that stays spares its start for each move.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import shared_clock
from helpdesk.kit.database import create_engine


async def move(engine: AsyncEngine, to: str, speed: float) -> datetime:
    """Move the clock to an instant, or keep what it shows; what it shows then."""
    async with engine.begin() as connection:
        setting = await shared_clock.load(connection)
        if to == "now":
            real = datetime.now(UTC)
            instant = setting.at(real) if setting else real
        else:
            instant = datetime.fromisoformat(to)
        return (await shared_clock.move(connection, instant, speed)).shown


async def serve() -> None:
    """Answer each line of stdin until it ends."""
    engine = create_engine(os.environ["HELPDESK_DATABASE_URL"], pool_size=2)
    while line := await asyncio.to_thread(sys.stdin.readline):
        to, speed = line.split()
        print((await move(engine, to, float(speed))).isoformat(), flush=True)  # noqa: T201 - the answer
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(serve())
