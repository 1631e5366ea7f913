"""Keyset pages: an opaque cursor over the ordering values, one to a hundred rows at a time."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

from helpdesk.kit.errors import Invalid, InvalidValue

Row = TypeVar("Row")


class InvalidCursor(Invalid):
    """The cursor was not made by this connection."""

    code = "INVALID_CURSOR"
    en = "This is no cursor of this list."
    zh = "游标无效。"


@dataclass(frozen=True, slots=True)
class Page:
    """Which slice of a list is asked for."""

    size: int
    after: tuple[Any, ...] | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """The rows of one page, in the list's order, and whether there are more on either side."""

    rows: Sequence[Row]
    has_next: bool
    has_previous: bool


def page(
    *,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
    default: int = 20,
) -> Page:
    """The page that Relay's arguments ask for. Raises InvalidValue on `first`/`last`, InvalidCursor."""
    if first is not None and last is not None:
        raise InvalidValue("last", "Give first or last, not both.", "first 与 last 不能同时使用。")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= 100:
            raise InvalidValue(name, f"{name} must be 1 to 100.", f"{name} 必须在 1 到 100 之间。")
    if before is not None and last is None:
        raise InvalidValue("before", "before goes with last.", "before 须与 last 一起使用。")
    if after is not None and last is not None:
        raise InvalidValue("after", "after goes with first.", "after 须与 first 一起使用。")
    if last is not None:
        return Page(last, decode(before, "before") if before else None, backwards=True)
    return Page(first or default, decode(after, "after") if after else None)


def cut(rows: Sequence[Row], asked: Page) -> Slice[Row]:
    """The page out of `size + 1` fetched rows (fetched in reverse when backwards)."""
    more = len(rows) > asked.size
    kept = list(rows[: asked.size])
    if asked.backwards:
        kept.reverse()
        return Slice(kept, has_next=asked.after is not None, has_previous=more)
    return Slice(kept, has_next=more, has_previous=asked.after is not None)


def encode(values: Sequence[Any]) -> str:
    """An opaque cursor of the ordering values of a row (text, numbers, instants, ids)."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).rstrip(b"=").decode()


def decode(cursor: str, field: str) -> tuple[Any, ...]:
    """The ordering values in a cursor. Raises InvalidCursor."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        values = orjson.loads(raw)
    except (ValueError, UnicodeEncodeError):
        raise InvalidCursor(field=field) from None
    if not isinstance(values, list) or not values:
        raise InvalidCursor(field=field)
    return tuple(values)
