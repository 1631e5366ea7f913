"""An issuer's public keys (RFC 7517): which of them verify tokens, and the one that a token names.

A key is bound to the one algorithm that its type has here, whatever a token's header says. Symmetric and private keys
are no issuer's public keys and are left out, as is what is too weak or meant for something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import jwt
import orjson
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

MOST_KEYS: Final = 100
RSA_BITS: Final = range(2048, 8193)
ALGORITHMS: Final[Mapping[tuple[object, object], str]] = {
    ("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA",
}  # fmt: skip
"""By a key's type and curve; an RSA key has none."""
_log = structlog.get_logger(__name__)


class KeySetUnreadable(Exception):
    """The answer is no key set."""


class KeySet:
    """Keys by algorithm and id."""

    def __init__(self, keys: Iterable[tuple[str | None, jwt.PyJWK]] = ()) -> None:
        self._keys: dict[tuple[str, str | None], jwt.PyJWK] = {}
        self._single: dict[str, jwt.PyJWK | None] = {}
        for key_id, key in keys:
            algorithm = key.algorithm_name
            self._keys.setdefault((algorithm, key_id), key)
            self._single[algorithm] = None if algorithm in self._single else key

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, algorithm: str, key_id: str | None) -> jwt.PyJWK | None:
        """The key that a token names; one that names none means the only one of its algorithm."""
        if key_id is None:
            return self._single.get(algorithm)
        return self._keys.get((algorithm, key_id))


def read(text: bytes) -> KeySet:
    """The keys of a JWKS document that can verify tokens. Raises KeySetUnreadable."""
    try:
        document = orjson.loads(text)
    except ValueError:
        raise KeySetUnreadable("no JSON") from None
    given = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(given, list):
        raise KeySetUnreadable("no list of keys")
    if len(given) > MOST_KEYS:
        raise KeySetUnreadable(f"more than {MOST_KEYS} keys")
    found = KeySet((one.get("kid"), key) for one, key in _usable(given))
    if not found:
        _log.warning("issuer_keys.none_usable", given=len(given))
    return found


def _usable(given: list[Any]) -> Iterable[tuple[dict[str, Any], jwt.PyJWK]]:
    for one in given:
        algorithm = _algorithm(one) if isinstance(one, dict) else None
        if algorithm is None:
            continue
        try:
            key = jwt.PyJWK(one, algorithm)
        except (jwt.PyJWTError, UnsupportedAlgorithm, ValueError, TypeError, LookupError):
            continue
        if not isinstance(key.key, RSAPublicKey) or key.key.key_size in RSA_BITS:
            yield one, key


def _algorithm(key: Mapping[str, Any]) -> str | None:
    """What a key verifies; None where it is not to be used."""
    kind, curve = key.get("kty"), key.get("crv")
    known = isinstance(kind, str) and (curve is None or isinstance(curve, str))
    algorithm = ALGORITHMS.get((kind, curve)) if known else None
    if "d" in key or key.get("alg", algorithm) != algorithm or key.get("use", "sig") != "sig":
        return None
    if not isinstance(key.get("kid", ""), str):
        return None
    operations = key.get("key_ops", ["verify"])
    return algorithm if isinstance(operations, list) and "verify" in operations else None
