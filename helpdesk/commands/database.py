"""`helpdesk db` owns the embedded server; `helpdesk migrate` brings a database to the newest migration."""

from __future__ import annotations

import psycopg
import typer

from helpdesk import migrations
from helpdesk.app import database_url
from helpdesk.commands.console import err, fail, out, progress, settings, show_json
from helpdesk.kit import embedded
from helpdesk.kit.database import once_there, plain_url
from helpdesk.kit.settings import Settings
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.vault import Vault

db = typer.Typer(help="The embedded PostgreSQL server under HELPDESK_HOME.", no_args_is_help=True)


@db.command()
def start() -> None:
    """Start the embedded server, making its data directory the first time."""
    found = settings()
    if found.database_url is not None:
        fail(
            "HELPDESK_DATABASE_URL names another database, so the embedded one is not used.",
            hint="Unset HELPDESK_DATABASE_URL to use the embedded server.",
        )
    out.print(f"[green]✓[/] The database runs: {embedded.start(found.home)}")


@db.command()
def stop() -> None:
    """Stop the embedded server; processes that use it wait until it is back."""
    stopped = embedded.stop(settings().home)
    out.print("[green]✓[/] The database is stopped." if stopped else "The database was not running.")


@db.command()
def status(*, json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Whether the embedded server runs, and where. The exit code is 1 when it does not."""
    found = settings()
    url = embedded.running_url(found.home)
    if json:
        show_json({"running": url is not None, "url": url, "home": str(found.home)})
    elif url is None:
        err.print(f"The database under {found.home} is not running. Start it with `helpdesk db start`.")
    else:
        out.print(f"[green]✓[/] The database runs: {url}")
    if url is None:
        raise typer.Exit(1)


def migrate() -> None:
    """Create the database where the server lacks it, and bring it to the newest migration."""
    found = settings()
    url = database_url(found)
    try:
        if migrations.create_database(url):
            out.print("[green]✓[/] The database was created.")
        with progress() as bar:
            task = bar.add_task("Sealing phone numbers", total=None, visible=False)
            revision = migrations.upgrade(
                url,
                vault=lambda: Vault(Keyring.of(found)),
                sealed=lambda done, of: bar.update(task, completed=done, total=of, visible=True),
            )
    except psycopg.OperationalError as error:
        fail(f"The database cannot be reached: {error}", hint="Check HELPDESK_DATABASE_URL.")
    out.print(f"[green]✓[/] The database is at migration {revision}, the newest.")


def require_migrated(found: Settings) -> str:
    """The database's URL, once it is reachable and at the newest migration; else the command ends.

    A database that is away is waited for (`kit.database.START_SECONDS`): a machine starts everything at once.
    """
    url = database_url(found)
    try:
        revision = once_there(migration_of, url)
    except psycopg.OperationalError as error:
        if "does not exist" in str(error):
            fail("The database does not exist yet.", hint="Run `helpdesk migrate` first.")
        fail(f"The database cannot be reached: {error}", hint="Look closer with `helpdesk doctor`.")
    newest = migrations.newest()
    if revision is None:
        fail("The database has no tables yet.", hint="Run `helpdesk migrate` first.")
    if revision < newest:
        fail(
            f"The database is at migration {revision}, this version wants {newest}.",
            hint="Run `helpdesk migrate` first (it is safe beside running processes).",
        )
    return url


def migration_of(url: str) -> str | None:
    """The migration that a database is at; None before the first. Raises psycopg.OperationalError."""
    with psycopg.connect(plain_url(url), connect_timeout=5) as connection:
        known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if known is None or known[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])
