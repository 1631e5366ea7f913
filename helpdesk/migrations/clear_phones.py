"""Sealing the phone numbers that customers had in clear, between the two migrations that make room for it.

A batch is a transaction: interrupted, it is gone on with by the next `helpdesk migrate`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, inspect, text

from helpdesk.customers import phones
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.vault import Vault

EXPANDED: Final = "202611261330"
"""The migration from which on a number can be sealed."""
Told = Callable[[int, int], None]
"""Is told how many numbers are sealed, and how many there were."""
_LEFT = text("SELECT count(*) FROM customers WHERE phone IS NOT NULL")
_BATCH = text("SELECT id, phone FROM customers WHERE phone IS NOT NULL ORDER BY id LIMIT :most FOR UPDATE")
_KEPT = text(
    "UPDATE customers SET phone = NULL, phone_id = :phone_id, phone_masked = :masked WHERE id = :customer"
).bindparams(bindparam("phone_id"), bindparam("masked"), bindparam("customer"))


def seal(connection: Connection, vault: Callable[[], Vault], told: Told, *, most: int = 500) -> int:
    """Seal what is in clear; how many numbers. Raises SettingsError where it has no keys for any."""
    if "phone" not in {column["name"] for column in inspect(connection).get_columns("customers")}:
        return 0
    left = connection.scalar(_LEFT) or 0
    connection.commit()
    if not left:
        return 0
    seals, done = vault(), 0
    while batch := connection.execute(_BATCH, {"most": most}).all():
        now = datetime.now(UTC)
        rows = [phones.row(seals, customer, number, at=now) for customer, number in batch]
        connection.execute(insert(SealedValue), rows)
        connection.execute(
            _KEPT,
            [{"phone_id": one["id"], "masked": one["masked"], "customer": one["subject_id"]} for one in rows],
        )
        connection.commit()
        done += len(rows)
        told(done, left)
    connection.commit()
    return done
