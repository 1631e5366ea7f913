"""Secret keys as settings hold them: `id:base64`, separated by commas, the newest first."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field

LENGTH = 32
_ID = re.compile(r"[A-Za-z0-9._-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Key:
    """One secret, with the id by which stored values say which one they need. It is never shown."""

    id: str
    secret: bytes = field(repr=False)


def read(text: str) -> tuple[Key, ...]:
    """The keys that a setting lists. Raises ValueError, whose text repeats no key."""
    keys: dict[str, Key] = {}
    for place, part in enumerate(filter(None, (one.strip() for one in text.split(","))), start=1):
        key_id, colon, encoded = part.partition(":")
        if not colon or not _ID.match(key_id):
            raise ValueError(f"key {place} wants `id:base64`, with an id of letters, digits, `.`, `_` or `-`")
        if key_id in keys:
            raise ValueError(f"key {place} has an id that another key has")
        keys[key_id] = Key(key_id, _secret(encoded, place))
    if not keys:
        raise ValueError("holds no key")
    return tuple(keys.values())


def made(key_id: str) -> str:
    """A new key, as a setting holds it."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(LENGTH)).decode()}"


def _secret(encoded: str, place: int) -> bytes:
    try:
        found = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != LENGTH:
        raise ValueError(f"key {place} must be {LENGTH} bytes in base64")
    return found
