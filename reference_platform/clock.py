"""The platform's clock: real time, or that time moved and sped up. Kept in the database."""

from __future__ import annotations

from datetime import UTC, datetime

from reference_platform.database import Connection


async def now(connection: Connection) -> datetime:
    """The platform's present instant, in UTC."""
    real = datetime.now(UTC)
    row = await (await connection.execute("select anchor, shown, speed from clock")).fetchone()
    if row is None:
        return real
    shown: datetime = row["shown"] + (real - row["anchor"]) * row["speed"]
    return shown.astimezone(UTC)


async def move(connection: Connection, instant: datetime | None, speed: float) -> datetime:
    """Show `instant` from now on, running `speed` times as fast; None goes back to real time."""
    await connection.execute("delete from clock")
    if instant is not None:
        await connection.execute(
            "insert into clock (id, anchor, shown, speed) values (1, %s, %s, %s)",
            (datetime.now(UTC), instant, speed),
        )
    return await now(connection)
