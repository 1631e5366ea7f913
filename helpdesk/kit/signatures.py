"""Signatures of messages between machines, by Standard Webhooks (https://www.standardwebhooks.com), version 1."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

PREFIX = "whsec_"
SHORTEST_SECRET = 24
TOLERANCE = timedelta(minutes=5)
"""How far a message's stated time may lie from ours, either way."""
_VERSION = "v1,"


class SignatureRefused(Exception):
    """The message is not of who shares the secret, or is too old. The text says which part, never a secret."""


def key_of(secret: str) -> bytes:
    """The key of a secret as both sides keep it: base64 of 24 to 64 bytes, `whsec_` before it. Raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("wants base64 of 24 to 64 bytes, with or without `whsec_` before it") from None
    if not SHORTEST_SECRET <= len(key) <= 64:
        raise ValueError("wants base64 of 24 to 64 bytes, with or without `whsec_` before it")
    return key


def sign(key: bytes, *, message_id: str, timestamp: str, body: bytes) -> str:
    """The signature `v1,…` of a message sent at `timestamp` (seconds since 1970, as the header writes it)."""
    signed = b"%s.%s.%s" % (message_id.encode(), timestamp.encode(), body)
    return _VERSION + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def verify(
    keys: Sequence[bytes], *, message_id: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> None:
    """Accept a message that one of the keys signed within the tolerance. Raises SignatureRefused.

    `signatures` are the header's, separated by blanks: a sender that changes its secret signs with both.
    """
    if not 0 < len(message_id) <= 200 or not message_id.isascii():
        raise SignatureRefused("webhook-id is missing, too long or not ASCII")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise SignatureRefused("webhook-timestamp is no number of seconds")
    if abs(int(timestamp) - now.timestamp()) > TOLERANCE.total_seconds():
        raise SignatureRefused("webhook-timestamp is more than five minutes away")
    wanted = [sign(key, message_id=message_id, timestamp=timestamp, body=body).encode() for key in keys]
    if not _any_equal(wanted, signatures.encode(errors="replace").split(b" ")):
        raise SignatureRefused("webhook-signature is of no secret known here")


def _any_equal(wanted: Iterable[bytes], stated: Sequence[bytes]) -> bool:
    found = False
    for one in wanted:
        for other in stated:
            found = hmac.compare_digest(one, other) or found
    return found
