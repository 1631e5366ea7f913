"""What must be nowhere in clear: looks for personal values in every table, and in what was sent or logged.

Whoever adds a way out of the house (frames, webhooks, metrics, mail) hands what came out to `traces`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.models import metadata

PHONE, ID_NUMBER, BANK_CARD = "13812345678", "440301199001011234", "6222021234567890123"
CALLER = "13987654321"
SECRETS = (PHONE, ID_NUMBER, BANK_CARD, CALLER)


async def traces(
    engine: AsyncEngine, came_out: Mapping[str, Iterable[str]], secrets: Iterable[str] = SECRETS
) -> list[str]:
    """Where the secrets are found: `events`, `frames` … `came_out` names what left the house, as text.

    A secret is also found when it is written with its country code, or as the hexadecimal digits of its bytes.
    """
    wanted = {secret: (secret, secret.encode().hex()) for secret in secrets}
    found = [
        name
        for name, texts in came_out.items()
        for one in texts
        if any(form in one for forms in wanted.values() for form in forms)
    ]
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.scalars(
                select(literal_column("one::text")).select_from(table.alias("one"))
            )
            if any(form in row for row in rows for forms in wanted.values() for form in forms):
                found.append(table.name)
    return sorted(set(found))
