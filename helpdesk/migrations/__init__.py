"""Dated migrations, from the first table on; `upgrade` brings a database to the newest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import sleep
from uuid import uuid4

import dramatiq_postgres
import psycopg
from alembic import command, util
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url

from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.kit.database import driver_url, plain_url
from helpdesk.migrations import clear_phones
from helpdesk.migrations.clear_phones import Told
from helpdesk.models import accounts, configuration, events, metadata
from helpdesk.privacy.vault import Vault

LOCK = 7_316_001
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
"""When the last event of a subject was that has none: before whatever a moved clock may show."""


def create_database(url: str) -> bool:
    """Create the database that the URL names, if the server lacks it; whether it did."""
    target = make_url(plain_url(url))
    server = plain_url(target.set(database="postgres").render_as_string(hide_password=False))
    with psycopg.connect(server, autocommit=True) as connection:
        name = target.database or "postgres"
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is not None:
            return False
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(
                psycopg.sql.Identifier(name)
            )
        )
        return True


def upgrade(
    url: str, *, vault: Callable[[], Vault] | None = None, sealed: Told = lambda _done, _of: None
) -> str:
    """Bring the database to the newest migration, one process at a time; the revision then in force.

    `vault` seals the phone numbers that are in clear, if there are any; `sealed` is told how far that is.
    """
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            _take_turn(connection)
            connection.execute(text("SET lock_timeout = '10s'"))
            connection.commit()
            if (_revision(connection) or "") < clear_phones.EXPANDED:
                command.upgrade(config(connection), clear_phones.EXPANDED)
            if vault is not None:
                clear_phones.seal(connection, vault, sealed)
            command.upgrade(config(connection), "head")
            _seed(connection)
            connection.commit()
            return _revision(connection) or ""
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    found = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    return found


def _take_turn(connection: Connection) -> None:
    """Wait until no other process migrates, with no statement open: building an index waits for those."""
    while not connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")):
        connection.commit()
        sleep(0.1)


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on a connection that the caller holds."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.set_main_option(
        "file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    found.attributes["connection"] = connection
    return found


@cache
def newest() -> str:
    """The newest revision that the code knows."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def drift(url: str) -> list[object]:
    """Differences between the migrated database and the models; empty when they are equal."""
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            return list(
                compare_metadata(
                    MigrationContext.configure(connection, opts={"compare_type": True}), metadata
                )
            )
    finally:
        engine.dispose()


def write(url: str, message: str, at: datetime) -> None:
    """Write the migration from the database to the models (development only)."""
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            command.revision(config(connection), message, autogenerate=True, rev_id=at.strftime("%Y%m%d%H%M"))
    except util.CommandError as error:
        raise SystemExit(str(error)) from None
    finally:
        engine.dispose()


def _seed(connection: Connection) -> None:
    """Rows that the software cannot do without; running it again changes nothing."""
    now = datetime.now(UTC)
    version = configuration.ConfigurationVersion
    head = configuration.ConfigurationHead
    connection.execute(
        insert(events.LogHead)
        .values(id=1, epoch=uuid4(), database_identity="", position=0, kept_after=0)
        .on_conflict_do_nothing()
    )
    connection.execute(
        insert(version).values(number=1, at=now, author_key="system", title="empty").on_conflict_do_nothing()
    )
    connection.execute(
        insert(head)
        .values(single=1, id=uuid4(), version=1, revision=0, last_event_at=NOTHING_YET)
        .on_conflict_do_nothing()
    )
    connection.execute(insert(accounts.Role).values(DEFAULT_ROLES).on_conflict_do_nothing())
    cursor = connection.connection.cursor()
    try:
        dramatiq_postgres.init(cursor)
    finally:
        cursor.close()
