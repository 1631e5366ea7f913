"""Phone numbers as the caller may see them: their own in clear, everybody else's masked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from helpdesk.schema.projection.reading import Run


async def own_phones(
    run: Run, rows: Sequence[tuple[UUID | None, str | None, str | None]]
) -> list[str | None]:
    """Each number, by the id of its sealed value, its mask and the member code of whose it is."""
    own = run.context.actor.member_code
    wanted = [value for value, _, code in rows if value is not None and own is not None and code == own]
    if not wanted:
        return [masked for _, masked, _ in rows]
    async with run.context.read() as connection:
        values = await run.context.vault.open(connection, wanted)
    return [values.get(value, masked) if value is not None else None for value, masked, _ in rows]
