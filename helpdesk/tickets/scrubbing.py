"""Taking personal values out of what people wrote, when the values are deleted (docs/domain.md §1)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.privacy.errors import CannotBeOpened
from helpdesk.privacy.vault import Vault
from helpdesk.tickets import search
from helpdesk.tickets.models import Comment, Ticket

GONE: Final = "***"
_NUMBER: Final = re.compile(r"\+?\d{6,}[Xx]?\Z")
_MOBILE: Final = re.compile(r"1\d{10}\Z")
_FULL_WIDTH: Final = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
_SEPARATORS: Final = r"[ \-‐－　]?"


async def opened(work: UnitOfWork, value_ids: Collection[UUID]) -> list[str]:
    """Values in clear; none where a key is missing, since they are to go in any case."""
    try:
        found = await work.resource(Vault).open(work, value_ids)
    except CannotBeOpened:
        return []
    return [value for value in found.values() if value is not None]


async def scrub(work: UnitOfWork, ticket: Ticket, values: Iterable[str]) -> bool:
    """Replace each value in a locked ticket's title, description and comments; whether one stood there."""
    pattern = _any_of(values)
    if pattern is None:
        return False
    comments = list(await work.session.scalars(select(Comment).where(Comment.ticket_id == ticket.id)))
    places = [(ticket, "title"), (ticket, "description"), *((comment, "body") for comment in comments)]
    found = False
    for row, name in places:
        written = getattr(row, name)
        left = pattern.sub(GONE, written)
        if left != written:
            setattr(row, name, left)
            found = True
    if found:
        ticket.search_text = pattern.sub(GONE, ticket.search_text)
        ticket.search = search.vector(ticket.search_text)
    return found


def _any_of(values: Iterable[str]) -> re.Pattern[str] | None:
    parts = sorted({_written(value) for value in values if len(value.strip()) > 1}, key=len, reverse=True)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _written(value: str) -> str:
    """How people may have written a value: numbers with separators, in full width, without the country."""
    value = value.strip()
    if not _NUMBER.match(value):
        return re.escape(value)
    digits = value.removeprefix("+86").removeprefix("+")
    country = rf"(?:\+?86{_SEPARATORS})?" if _MOBILE.match(digits) else r"\+?"
    each = [f"[{digit}{digit.translate(_FULL_WIDTH)}]" for digit in digits]
    return rf"(?<!\d){country}{_SEPARATORS.join(each)}(?!\d)"
