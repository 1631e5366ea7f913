"""Encryption of files at rest: AES-256-GCM under the first of some keys, each file bound to its id."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpdesk.attachments.errors import CannotDecrypt
from helpdesk.kit.keys import Key

NONCE: Final = 12
LONGEST_NAME: Final = 255


class Cipher:
    """Encrypts with the first key; decrypts with the one that the file names: its id stands in front."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._keys = {key.id: AESGCM(key.secret) for key in keys}
        self._first = keys[0].id

    def encrypt(self, attachment_id: UUID, content: bytes) -> bytes:
        """What is stored in place of the content."""
        nonce, name = os.urandom(NONCE), self._first.encode()
        sealed = self._keys[self._first].encrypt(nonce, content, attachment_id.bytes)
        return bytes([len(name)]) + name + nonce + sealed

    def is_first(self, stored: bytes) -> bool:
        """Whether stored bytes, of which the beginning is enough, are encrypted with the first key."""
        return bool(stored) and stored[1 : 1 + stored[0]] == self._first.encode()

    def decrypt(self, attachment_id: UUID, stored: bytes) -> bytes:
        """The content. Raises CannotDecrypt where its key is gone, or the bytes are another file's."""
        begin = 1 + stored[0] if stored else 1
        cipher = self._keys.get(stored[1:begin].decode("ascii", "replace"))
        if cipher is None:
            raise CannotDecrypt
        nonce, sealed = stored[begin : begin + NONCE], stored[begin + NONCE :]
        try:
            return cipher.decrypt(nonce, sealed, attachment_id.bytes)
        except (InvalidTag, ValueError):
            raise CannotDecrypt from None
