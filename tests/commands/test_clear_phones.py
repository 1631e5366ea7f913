"""`helpdesk migrate` seals the phone numbers that an older database has in clear, and goes on where it was stopped."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine

from helpdesk import migrations
from helpdesk.kit import keys
from helpdesk.kit.database import driver_url
from helpdesk.migrations import clear_phones
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault
from tests.commands.conftest import Run

BEFORE = "202611261245"
SEALING, LOOKUP = keys.made("s"), keys.made("l")
KEYS = {"SEALING_KEYS": SEALING, "LOOKUP_KEYS": LOOKUP}


@pytest.fixture
def older(unmigrated: str) -> str:
    """A database of the release before, in which 1,200 customers have numbers and one has none."""
    migrations.create_database(unmigrated)
    engine = create_engine(driver_url(unmigrated))
    with engine.connect() as connection:
        command.upgrade(migrations.config(connection), BEFORE)
        connection.commit()
    engine.dispose()
    with psycopg.connect(unmigrated) as connection:
        for n in range(1201):
            connection.execute(
                "INSERT INTO customers (id, phone, member_code, note, created_at, revision, last_event_at)"
                " VALUES (%s, %s, %s, '', now(), 1, now())",
                [uuid4(), None if n == 1200 else f"+861380000{n:04}", f"M{n}"],
            )
    return unmigrated


def test_every_number_is_sealed_and_recognised(run: Run, older: str) -> None:
    done = run("migrate", DATABASE_URL=older, **KEYS)
    assert done.exit_code == 0, done.output
    vault = Vault(Keyring(keys.read(SEALING), keys.read(LOOKUP)))
    with psycopg.connect(older) as connection:
        sealed = connection.execute(
            "SELECT c.phone_masked, v.id, v.key_id, v.ciphertext, v.lookup FROM customers AS c"
            " JOIN sealed_values AS v ON v.id = c.phone_id AND v.subject_id = c.id AND v.recognises"
            " ORDER BY c.member_code = 'M7' DESC"
        ).fetchall()
        without = connection.execute("SELECT count(*) FROM customers WHERE phone_id IS NULL").fetchone()
    masked, value_id, key_id, ciphertext, lookup = sealed[0]
    assert (len(sealed), without) == (1200, (1,))
    assert (masked, key_id, bytes(lookup)) == (
        "138****0007",
        "s",
        vault.lookup(ValueKind.PHONE, "13800000007"),
    )
    assert vault.sealer.open(value_id, ValueKind.PHONE, key_id, ciphertext) == "+8613800000007"


def test_an_interrupted_run_is_gone_on_with(run: Run, older: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = clear_phones.seal

    def stopped(connection: object, vault: object, _told: object) -> int:
        def after_one(_done: int, _of: int) -> None:
            raise KeyboardInterrupt

        return whole(connection, vault, after_one, most=100)  # type: ignore[arg-type]

    monkeypatch.setattr(clear_phones, "seal", stopped)
    assert run("migrate", DATABASE_URL=older, **KEYS).exit_code != 0
    with psycopg.connect(older) as connection:
        left = connection.execute("SELECT count(phone), count(phone_id) FROM customers").fetchone()
    assert left == (1100, 100)
    monkeypatch.undo()
    for name in ("DATABASE_URL", "HOME"):
        monkeypatch.delenv(f"HELPDESK_{name}", raising=False)
    assert run("migrate", DATABASE_URL=older, **KEYS).exit_code == 0
    with psycopg.connect(older) as connection:
        assert connection.execute("SELECT count(phone_id) FROM customers").fetchone() == (1200,)


def test_without_keys_no_number_is_lost_and_the_keys_are_asked_for(run: Run, older: str) -> None:
    refused = run("migrate", DATABASE_URL=older, MODE="production")
    assert refused.exit_code == 1
    assert "HELPDESK_SEALING_KEYS" in refused.output
    with psycopg.connect(older) as connection:
        assert connection.execute("SELECT count(phone) FROM customers").fetchone() == (1200,)
    assert run("migrate", DATABASE_URL=older, **KEYS).exit_code == 0


def test_a_new_database_needs_no_keys(run: Run, unmigrated: str) -> None:
    assert run("migrate", DATABASE_URL=unmigrated, MODE="production").exit_code == 0
