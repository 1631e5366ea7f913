"""Sealing by key: what is sealed, what opens it, what recognises it. No database."""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.kit.keys import Key
from helpdesk.privacy.errors import CannotBeOpened
from helpdesk.privacy.kinds import ValueKind, normal

NONCE = 12


class Sealer:
    """AES-256-GCM under the first of some keys; each value is bound to its id and kind, and opens under no others."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._ciphers = {key.id: AESGCM(key.secret) for key in keys}
        self.key_id = keys[0].id

    def seal(self, value_id: UUID, kind: ValueKind, value: str) -> bytes:
        """The sealed value."""
        nonce = os.urandom(NONCE)
        return nonce + self._ciphers[self.key_id].encrypt(nonce, value.encode(), _bound(value_id, kind))

    def open(self, value_id: UUID, kind: ValueKind, key_id: str, sealed: bytes) -> str:
        """The value. Raises CannotBeOpened where its key is gone, or where row or key are not its own."""
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotBeOpened(key_id=key_id)
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(value_id, kind)).decode()
        except InvalidTag:
            raise CannotBeOpened(key_id=key_id) from None


class Recogniser:
    """Keyed hashes of values' normal forms (HMAC-SHA256): equal for equal values, and no use without the key."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._keys = tuple(keys)
        self.key_id = keys[0].id

    def lookup(self, kind: ValueKind, value: str) -> bytes:
        """The hash that new values are kept with."""
        return self.lookups(kind, value)[0]

    def lookups(self, kind: ValueKind, value: str) -> list[bytes]:
        """The hashes under every key, the first key's first: what to look for while keys are being changed."""
        message = f"{kind.value}\0{normal(kind, value)}".encode()
        return [hmac.digest(key.secret, message, "sha256") for key in self._keys]


def _bound(value_id: UUID, kind: ValueKind) -> bytes:
    return value_id.bytes + kind.value.encode()
