"""A ticket's form in clear, for the person concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpdesk.catalog import sensitive
from helpdesk.schema.projection.reading import Run
from helpdesk.tickets import unmasking


async def own_forms(run: Run, rows: Sequence[tuple[Mapping[str, Any], str | None]]) -> list[Any]:
    """Each form in clear for the member that its ticket is about; None for everyone else."""
    actor = run.context.actor
    own = [form if unmasking.concerns(actor, member) else None for form, member in rows]
    wanted = [value_id for form in own for value_id in sensitive.ids(form)]
    values: dict[UUID, str | None] = {}
    if wanted:
        async with run.context.read() as connection:
            values = await run.context.vault.open(connection, wanted)
    return [None if form is None else sensitive.opened(form, values) for form in own]
