"""The command `reference-platform`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
import uvicorn

from reference_platform.app import create_app
from reference_platform.notices import Receiver

DEMO_TOKEN = "reference-platform"  # noqa: S105 - a word that everybody may know
main = typer.Typer(help="A small commerce platform to run the helpdesk against.", no_args_is_help=True)


@main.callback()
def _group() -> None:
    """Keep `serve` a command of its own."""


@main.command()
def serve(
    *,
    database_url: Annotated[
        str, typer.Option(envvar="REFERENCE_PLATFORM_DATABASE_URL", help="postgresql://… (its own schema).")
    ] = "",
    host: Annotated[str, typer.Option(envvar="REFERENCE_PLATFORM_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="REFERENCE_PLATFORM_PORT", min=0, max=65535)] = 8100,
    token: Annotated[
        str, typer.Option(envvar="REFERENCE_PLATFORM_TOKEN", help="What callers must bear.")
    ] = DEMO_TOKEN,
    now: Annotated[
        str, typer.Option(envvar="REFERENCE_PLATFORM_NOW", help="RFC 3339; the demo data lies around it.")
    ] = "",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget everything first and make the demo data anew.")
    ] = False,
    notify: Annotated[
        str, typer.Option(envvar="REFERENCE_PLATFORM_NOTIFY", help="Where to post notices of what happens.")
    ] = "",
    secret: Annotated[
        str, typer.Option(envvar="REFERENCE_PLATFORM_SECRET", help="whsec_…: what notices are signed with.")
    ] = "",
) -> None:
    """Serve GraphQL on /graphql, making tables and demo data where there are none."""
    if not database_url:
        raise typer.BadParameter(
            "a PostgreSQL URL is wanted: --database-url or REFERENCE_PLATFORM_DATABASE_URL",
            param_hint="--database-url",
        )
    if bool(notify) != bool(secret):
        raise typer.BadParameter("--notify and --secret go together", param_hint="--notify")
    receiver = Receiver(notify, secret) if notify else None
    app = create_app(database_url, token=token, now=_instant(now), fresh=fresh, receiver=receiver)
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=2)


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            "wants an instant as 2026-11-20T10:00:00+08:00", param_hint="--now"
        ) from None
    if instant.tzinfo is None:
        raise typer.BadParameter("the instant needs its offset from UTC", param_hint="--now")
    return instant
