"""Channels out of the house: what one is, what it is given, and what is known when it fails.

A channel is one small port, a file of its own beside this one, and is put together from the settings in `wired`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from helpdesk.notify.inbox import Reason


class Channel(StrEnum):
    """Ways of telling somebody who does not look at the helpdesk."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    ROBOT = "ROBOT"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told: no more than numbers, codes and instants, for mail and chat are read by others too."""

    id: UUID
    reason: Reason
    level: int
    at: datetime
    ticket_id: UUID | None = None
    ticket_number: int | None = None
    group_zh: str | None = None
    group_en: str | None = None
    priority: str | None = None
    member_code: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one recipient at once: a notice, or a digest of several. `id` is the same at every attempt.

    Channels that speak in several ways say by `kind` which, and may have a `secret` to sign with.
    """

    id: UUID
    to: str = field(repr=False)
    notices: Sequence[Notice]
    language: Literal["zh-CN", "en"]
    zone: ZoneInfo
    kind: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a channel is used.

    Of one that is not `repeatable` nothing is sent again that may have been taken. No further attempt is made
    `patience` after the message was due.
    """

    repeatable: bool
    patience: timedelta


class Port(Protocol):
    """A way of sending messages of one channel."""

    channel: Channel
    habits: Habits

    def health_of(self, message: Message) -> str:
        """What must be up for this message to go, as a name: failures in a row are counted by it."""
        ...

    async def send(self, message: Message) -> None:
        """Hand the message over. Raises NotTaken and InDoubt."""
        ...


class NotTaken(Exception):
    """It was not taken, for sure. `for_good`: nor will it be, however often it is tried. The code is no one's data."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.for_good = for_good


class InDoubt(Exception):
    """It may have been taken: the answer did not come, or could not be read."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
