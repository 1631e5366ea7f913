"""The application for any ASGI server: `uvicorn helpdesk.asgi:app`, or `--factory helpdesk.asgi:create`.

Importing this module reads no setting; the application is made when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

from helpdesk.app import create_app
from helpdesk.kit import logging, tracing
from helpdesk.kit.settings import load

if TYPE_CHECKING:
    app: Starlette


def create() -> Starlette:
    """The application of this process's environment. Raises SettingsError."""
    settings = load()
    logging.configure(settings.log_level, form="console" if settings.mode == "demo" else "json")
    tracing.start(settings.otlp_endpoint, service="helpdesk-api")
    return create_app(settings)


def __getattr__(name: str) -> Starlette:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()["app"] = create()
    return globals()["app"]  # type: ignore[no-any-return]  # it was just put there
