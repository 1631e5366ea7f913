"""`helpdesk privacy`: the keys of personal values."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from helpdesk.kit import keys

privacy = typer.Typer(help="Personal values and the keys that seal them.", no_args_is_help=True)


@privacy.callback()
def _group() -> None:
    """So that the group stays one while it has a single command."""


@privacy.command()
def key() -> None:
    """Make a new key for HELPDESK_SEALING_KEYS or HELPDESK_LOOKUP_KEYS. It is kept nowhere."""
    typer.echo(keys.made(f"k{datetime.now(UTC):%Y%m%d%H%M%S}"))
