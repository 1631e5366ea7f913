"""What `helpdesk doctor` looks at: each check is a question to the outside with an answer and a remedy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import psycopg
from pika import BlockingConnection, URLParameters
from pika.exceptions import AMQPError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from helpdesk import migrations
from helpdesk.accounts.errors import TokenKeysUnavailable
from helpdesk.accounts.issuer_keys import IssuerKeys
from helpdesk.app import Runtime
from helpdesk.commands import mapping_check
from helpdesk.commands.console import take_shared_clock
from helpdesk.events import shared_clock
from helpdesk.events.sequencer import LOG_CHANNEL
from helpdesk.kit.database import plain_url
from helpdesk.kit.errors import HelpdeskError
from helpdesk.kit.settings import Settings, SettingsError
from helpdesk.platform import registry
from helpdesk.platform.contract import OPERATIONS
from helpdesk.platform.errors import UnknownPlatform
from helpdesk.platform.graphql import GraphqlPlatform
from helpdesk.platform.port import Platform
from helpdesk.privacy import rotation
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.vault import Vault
from helpdesk.schema.callers import issuer_of
from helpdesk.schema.transport.health import readiness

OLDEST_POSTGRESQL = 150000
NOTIFY_SECONDS = 2.0
Verdict = Literal["ok", "warn", "fail"]

_TEXT_ORDER = text(
    "SELECT count(*) FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    " AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    "  AND tablename NOT LIKE 'alembic%')"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, what to do about it."""

    subject: str
    verdict: Verdict
    found: str
    remedy: str = ""


async def look(runtime: Runtime, url: str) -> AsyncIterator[Finding]:
    """Everything, one after the other; without a database, what does not need one."""
    yield token_secret(runtime.settings)
    if (issuer := issuer_of(runtime.settings)) is not None:
        yield await issuer_keys(issuer)
    reachable = True
    async for finding in database(runtime):
        yield finding
        reachable = reachable and finding.verdict != "fail"
    if reachable:
        await take_shared_clock(runtime)
        async for finding in pipeline(runtime):
            yield finding
        yield await listening(url)
        yield await clock(runtime)
        yield await sealing(runtime)
    yield await broker(runtime.settings, url)
    yield await platform(runtime.settings)


def token_secret(settings: Settings) -> Finding:
    """Whether anybody can call the API."""
    if settings.token_secret is None:
        return Finding(
            "token secret", "fail", "not set", "Set HELPDESK_TOKEN_SECRET (32 characters or more)."
        )
    return Finding("token secret", "ok", "set")


async def issuer_keys(issuer: IssuerKeys) -> Finding:
    """Whether the issuer's keys can be had, and any of them verifies tokens."""
    try:
        count = len(await issuer.anew())
    except TokenKeysUnavailable:
        return Finding("issuer keys", "fail", "not to be had", "Check HELPDESK_TOKEN_JWKS_URL.")
    finally:
        await issuer.aclose()
    if not count:
        remedy = "Let the issuer publish keys for RS256 (2048 bits or more), ES256 or EdDSA, without private parts."
        return Finding("issuer keys", "fail", "none that verifies tokens", remedy)
    return Finding("issuer keys", "ok", f"{count} to verify tokens with")


async def database(runtime: Runtime) -> AsyncIterator[Finding]:
    """Reachable, new enough, sorting text the same everywhere, migrated."""
    try:
        async with runtime.engine.connect() as connection:
            version = int(str(await connection.scalar(text("SHOW server_version_num"))))
            shown = await connection.scalar(text("SHOW server_version"))
            encoding = await connection.scalar(text("SHOW server_encoding"))
            revision = await connection.scalar(text("SELECT to_regclass('alembic_version')"))
            if revision is not None:
                revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            strangers = await connection.scalar(_TEXT_ORDER)
    except (DBAPIError, OSError) as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        missing = "does not exist" in reason
        yield Finding(
            "database",
            "fail",
            reason,
            "Run `helpdesk migrate`." if missing else "Check HELPDESK_DATABASE_URL.",
        )
        return
    if version >= OLDEST_POSTGRESQL:
        yield Finding("database", "ok", f"PostgreSQL {shown}")
    else:
        yield Finding("database", "fail", f"PostgreSQL {shown}", "Use PostgreSQL 15 or newer.")
    yield _text_order(str(encoding), int(strangers or 0))
    wanted = migrations.newest()
    if revision == wanted:
        yield Finding("migrations", "ok", f"at {revision}, the newest")
    else:
        yield Finding(
            "migrations", "fail", f"at {revision or 'none'}, wanted {wanted}", "Run `helpdesk migrate`."
        )


def _text_order(encoding: str, strangers: int) -> Finding:
    if encoding != "UTF8":
        return Finding(
            "text order", "fail", f"encoding {encoding}", "Make the database with ENCODING 'UTF8'."
        )
    if strangers:
        return Finding(
            "text order",
            "warn",
            f"{strangers} text columns do not sort by C",
            "Run `helpdesk schema check` for the drift.",
        )
    return Finding("text order", "ok", 'UTF8, COLLATE "C"')


async def pipeline(runtime: Runtime) -> AsyncIterator[Finding]:
    """How far sequencer and relay lag behind what was committed."""
    found = await readiness(runtime.transactor, newest_migration=migrations.newest())
    for name, remedy in (
        (
            "sequencer",
            "Start `helpdesk api` or `helpdesk worker`: each of them gives events their positions.",
        ),
        ("relay", "Start `helpdesk worker`, and look at the broker."),
    ):
        part = found.get(name, {})
        waiting, lag = part.get("waiting", 0), part.get("lag", 0)
        verdict: Verdict = "ok" if part.get("ok") else "fail"
        yield Finding(name, verdict, f"{waiting} waiting, lag {lag:g} s", "" if verdict == "ok" else remedy)


async def listening(url: str) -> Finding:
    """Whether LISTEN works; a pooler in transaction mode (PgBouncer) does not carry it."""
    direct = plain_url(url)
    try:
        async with (
            await psycopg.AsyncConnection.connect(direct, autocommit=True, connect_timeout=5) as hears,
            await psycopg.AsyncConnection.connect(direct, autocommit=True, connect_timeout=5) as tells,
        ):
            row = await (await hears.execute("SELECT pg_backend_pid()")).fetchone()
            pooled = row is not None and row[0] != hears.info.backend_pid
            await hears.execute(f"LISTEN {LOG_CHANNEL}")
            await tells.execute("SELECT pg_notify(%s, '')", [LOG_CHANNEL])
            heard = False
            async for _ in hears.notifies(timeout=NOTIFY_SECONDS, stop_after=1):
                heard = True
    except psycopg.Error as error:
        return Finding("listen", "fail", str(error).strip(), "Check HELPDESK_DATABASE_URL.")
    if heard:
        through = " (through a pooler in session mode)" if pooled else ""
        return Finding("listen", "ok", f"notifications arrive{through}")
    found = "a pooler in transaction mode (PgBouncer?) swallows LISTEN" if pooled else "nothing heard in 2 s"
    remedy = "Point HELPDESK_DATABASE_URL at PostgreSQL itself, or use pool_mode=session."
    return Finding("listen", "fail", found, remedy)


async def clock(runtime: Runtime) -> Finding:
    """Whether the shared clock was moved."""
    async with runtime.engine.connect() as connection:
        setting = await shared_clock.load(connection)
    if setting is None:
        return Finding("clock", "ok", "real time")
    if runtime.settings.mode == "production":
        return Finding("clock", "warn", "moved, and ignored in production", "Is this a demo's database?")
    shown = f"moved: it shows {setting.at(datetime.now(UTC)):%Y-%m-%d %H:%M} UTC, speed {setting.speed:g}"
    return Finding("clock", "warn", shown, "Demo and test mode only; see `helpdesk clock`.")


async def sealing(runtime: Runtime) -> Finding:
    """Under which keys personal values are sealed and recognised, and whether these are at hand."""
    ring, vault = Keyring.of(runtime.settings), runtime.transactor.resources[Vault]
    assert isinstance(vault, Vault)  # noqa: S101 - the wiring is under its type
    async with runtime.engine.connect() as connection:
        found = await rotation.standing(connection)
    for kept, known, variable in (
        (found.values, ring.sealing, "HELPDESK_SEALING_KEYS"), (found.lookups, ring.lookup, "HELPDESK_LOOKUP_KEYS"),
    ):  # fmt: skip
        missing = sorted(set(kept) - {key.id for key in known})
        if missing:
            count = sum(kept[key_id] for key_id in missing)
            told = f"{count} values need keys that are missing: {', '.join(missing)}"
            return Finding("keys", "fail", told, f"Put them back at the end of {variable}.")
    total = sum(found.values.values())
    if behind := found.behind(vault):
        told = f"{behind} of {total} values or their hashes are under older keys"
        return Finding(
            "keys", "warn", told, "Run `helpdesk privacy rotate`, before an older key is taken away."
        )
    return Finding("keys", "ok", f"{total} values sealed with the first keys")


async def broker(settings: Settings, url: str) -> Finding:
    """Whether jobs can be handed over."""
    try:
        if settings.broker_url is not None and not settings.broker_url.startswith("amqp"):
            return Finding(
                "broker", "warn", "one of an installed package", "Whether it answers is not known here."
            )
        if settings.broker_url is not None:
            await asyncio.to_thread(_ask_rabbitmq, settings.broker_url)
            return Finding("broker", "ok", "RabbitMQ answers")
        async with await psycopg.AsyncConnection.connect(plain_url(url), connect_timeout=5) as connection:
            row = await (await connection.execute("SELECT to_regclass('dramatiq.queue')")).fetchone()
    except (AMQPError, psycopg.Error, OSError) as error:
        reason = str(error).strip() or type(error).__name__
        return Finding("broker", "fail", reason, "Check HELPDESK_BROKER_URL.")
    if row is None or row[0] is None:
        return Finding("broker", "fail", "its tables are missing", "Run `helpdesk migrate`.")
    return Finding("broker", "ok", "in the database")


def _ask_rabbitmq(url: str) -> None:
    parameters = URLParameters(url)
    parameters.socket_timeout = parameters.blocked_connection_timeout = 5
    parameters.connection_attempts = 1
    BlockingConnection(parameters).close()


async def platform(settings: Settings) -> Finding:
    """Whether the host platform answers, and its schema has what the mapping asks for."""
    if settings.platform == registry.NONE:
        return Finding("platform", "warn", "none", "Nothing is asked of a platform, nor told to it.")
    try:
        port = registry.connect(settings)
    except UnknownPlatform as error:
        return Finding("platform", "fail", error.message("en"), "Check HELPDESK_PLATFORM.")
    except SettingsError as error:
        return Finding(
            "platform", "fail", str(error), "Correct the mapping file; docs/platform.md explains it."
        )
    try:
        return await _fits(settings, port)
    finally:
        await port.aclose()


async def _fits(settings: Settings, port: Platform) -> Finding:
    problems: list[str] = []
    hidden = ""
    if isinstance(port, GraphqlPlatform):
        try:
            problems = await mapping_check.ask(port)
        except mapping_check.SchemaHidden as error:
            hidden = f"; its schema is not shown ({error}), so the mapping was not compared"
    if problems:
        listed = "\n".join(f"    {problem}" for problem in problems)
        found = f"{settings.platform}: its schema does not have what the mapping says:\n{listed}"
        return Finding("platform", "fail", found, "Correct HELPDESK_PLATFORM_MAPPING, or the platform.")
    try:
        await port.store("doctor")
    except HelpdeskError as error:
        return Finding(
            "platform",
            "fail",
            f"{settings.platform}: {error.message('en')}",
            "Check HELPDESK_PLATFORM_URL and HELPDESK_PLATFORM_TOKEN.",
        )
    if hidden:
        return Finding(
            "platform", "warn", f"{settings.platform} answers{hidden}", "Let it be introspected once."
        )
    return Finding("platform", "ok", f"{settings.platform} answers{_left_out(port)}")


def _left_out(port: Platform) -> str:
    if not isinstance(port, GraphqlPlatform):
        return ""
    missing = [name for name in OPERATIONS if name not in port.book.askings]
    return f" and fits its mapping (not mapped: {', '.join(missing)})" if missing else " and fits its mapping"
