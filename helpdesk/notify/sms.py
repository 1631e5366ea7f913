"""Telling people by SMS: the port, and a console that stands in for a provider."""

from __future__ import annotations

from typing import Protocol

import structlog

from helpdesk.kit.text import mask_phone

_log = structlog.get_logger(__name__)


class Sms(Protocol):
    """A provider of short messages."""

    async def send(self, to: str, text: str, *, id: str) -> None:  # noqa: A002 - as the port's callers say it
        """Send a text to a number (E.164), under an id that is the same at every attempt. Raises NotTaken, InDoubt."""
        ...


class ConsoleSms:
    """Sends nothing: says in the log that a message would have gone, to whom no more than is shown anywhere."""

    async def send(self, to: str, text: str, *, id: str) -> None:  # noqa: A002 - as the port's callers say it
        """Log that a message would be sent; its text may be personal and is left out."""
        _log.info("sms.sent", message=id, to=mask_phone(to), characters=len(text))
