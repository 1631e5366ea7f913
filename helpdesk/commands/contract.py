"""`helpdesk schema`: the GraphQL schema as text, and whether contract and database are as the code says."""

from __future__ import annotations

import difflib
import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import psycopg
import typer
from psycopg import sql
from rich.syntax import Syntax
from sqlalchemy.engine import make_url

from helpdesk import migrations
from helpdesk.app import database_url
from helpdesk.commands.console import err, out, settings
from helpdesk.kit.database import plain_url
from helpdesk.kit.errors import HelpdeskError
from helpdesk.kit.settings import SettingsError
from helpdesk.schema.build import sdl
from helpdesk.schema.errors import ErrorCode

CONTRACT = Path(__file__).parents[2] / "frontend_contract"
Folder = Annotated[Path, typer.Option(help="Where schema.graphql and error-codes.json are kept.")]
schema = typer.Typer(help="The GraphQL contract, as the code has it.", no_args_is_help=True)


@schema.command("print")
def print_(
    *, error_codes: Annotated[bool, typer.Option("--error-codes", help="error-codes.json instead.")] = False
) -> None:
    """Print the schema, as `make contract` keeps it."""
    typer.echo(codes() if error_codes else sdl(), nl=False)


@schema.command()
def check(*, contract: Folder = CONTRACT) -> None:
    """Fail when contract files differ from the code, or migrations from the models."""
    held = [
        _same(contract / "schema.graphql", sdl(), required=True),
        _same(contract / "error-codes.json", codes(), required=False),
        _migrations_lead_to_the_models(),
    ]
    if not all(held):
        raise typer.Exit(1)


def codes() -> str:
    """Every code that a user error can have: family, whether to try again, message templates."""
    listed = {member.value for member in ErrorCode}
    found = {
        code: {
            "family": _family(kind),
            "retryable": kind.retryable,
            "message": {"en": kind.en, "zh-CN": kind.zh},
        }
        for code, kind in sorted(HelpdeskError.classes.items())
        if code in listed
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _family(kind: type[HelpdeskError]) -> str:
    """The nearest base that has no code of its own: INVALID, MISSING, DENIED, CONFLICT, UNAVAILABLE."""
    base = next(one for one in kind.__mro__ if issubclass(one, HelpdeskError) and not one.code)
    return base.__name__.upper()


def _same(kept: Path, wanted: str, *, required: bool) -> bool:
    """Whether a file says what the code says; else the difference is shown."""
    if not kept.exists():
        if required:
            err.print(f"[red]✗[/] {kept} is missing: make it with `make contract`.")
        return not required
    text = kept.read_text(encoding="utf-8")
    if text == wanted:
        out.print(f"[green]✓[/] {kept.name} is what the code says.")
        return True
    lines = difflib.unified_diff(text.splitlines(), wanted.splitlines(), kept.name, "the code", lineterm="")
    err.print(f"[red]✗[/] {kept.name} differs from the code; `make contract` writes it anew:")
    err.print(Syntax("\n".join([*lines][:200]), "diff", background_color="default"))
    return False


def _migrations_lead_to_the_models() -> bool:
    """Whether all migrations together make the tables that the models describe, tried on a new database."""
    try:
        server = make_url(plain_url(database_url(settings())))
        name = f"helpdesk_check_{uuid4().hex[:12]}"
        trial = server.set(database=name).render_as_string(hide_password=False)
        migrations.create_database(trial)
    except (SettingsError, psycopg.Error):
        out.print("[yellow]–[/] Migrations were not tried: no database is reachable (`helpdesk db start`).")
        return True
    try:
        migrations.upgrade(trial)
        differences = migrations.drift(trial)
    finally:
        with suppress(psycopg.Error):
            _drop(server.set(database="postgres").render_as_string(hide_password=False), name)
    if differences:
        err.print("[red]✗[/] The migrations do not lead to the models; write one for:")
        for difference in differences:
            err.print(f"  {difference}", markup=False)
        return False
    out.print("[green]✓[/] The migrations lead to the models.")
    return True


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
