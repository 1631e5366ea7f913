"""Identifiers: UUID version 7 inside, `<prefix>_<32 hex digits>` outside."""

from __future__ import annotations

import re
from uuid import UUID

import uuid_utils.compat as uuid_utils

from helpdesk.kit.errors import Invalid

_TEXT = re.compile(r"([a-z]{3})_([0-9a-f]{32})\Z")


class InvalidId(Invalid):
    """The text is no identifier of the wanted kind."""

    code = "INVALID_ID"
    en = "{value!r} is no id of the form {prefix}_<32 hex digits>."
    zh = "{value!r} 不是 {prefix}_<32位十六进制> 形式的编号。"


def new_id() -> UUID:
    """A new time-ordered id (RFC 9562, version 7)."""
    return uuid_utils.uuid7()


def encode(prefix: str, value: UUID) -> str:
    """`tkt` and a UUID as the public id `tkt_018f…`."""
    return f"{prefix}_{value.hex}"


def decode(prefix: str, text: str, *, field: str | None = None) -> UUID:
    """The UUID in a public id of that prefix. Raises InvalidId."""
    found = _TEXT.match(text)
    if found is None or found[1] != prefix:
        raise InvalidId(field=field, value=text[:64], prefix=prefix)
    return UUID(hex=found[2])


def split(text: str, *, field: str | None = None) -> tuple[str, UUID]:
    """Prefix and UUID of any public id. Raises InvalidId."""
    found = _TEXT.match(text)
    if found is None:
        raise InvalidId(field=field, value=text[:64], prefix="<prefix>")
    return found[1], UUID(hex=found[2])
