"""An issuer of tokens for tests: keys of each kind, a JWKS server on 127.0.0.1, and tokens signed with them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key; they take long to make, and each number means the same one."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Signer:
    """A key of the issuer with its id."""

    algorithm: str
    key_id: str | None
    private: Private = field(repr=False)

    def published(self, **changes: Any) -> dict[str, Any]:
        """The key as the issuer publishes it, with changes; None removes a member."""
        writes: Any = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}[self.algorithm]
        told = {"kid": self.key_id, "use": "sig", "alg": self.algorithm, **changes}
        given: dict[str, Any] = {**writes.to_jwk(self.private.public_key(), as_dict=True), **told}
        return {name: value for name, value in given.items() if value is not None}

    def sign(self, headers: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """A good token of the agent `lin`, with changes of claims and headers."""
        named = {} if self.key_id is None else {"kid": self.key_id}
        return jwt.encode(
            claims(**changes), self.private, self.algorithm, headers={**named, **(headers or {})}
        )


def claims(**changes: Any) -> dict[str, Any]:
    """What a good token of the agent `lin` says, with changes; None removes a claim."""
    good = {
        "sub": "lin", "aud": "helpdesk", "iss": "platform", "role": "agent",
        "exp": datetime.now(UTC) + timedelta(hours=1),
    }  # fmt: skip
    return {name: value for name, value in (good | changes).items() if value is not None}


def signer(algorithm: str = "ES256", key_id: str | None = "k1") -> Signer:
    """A new key."""
    made: dict[str, Any] = {
        "RS256": rsa_key,
        "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "EdDSA": ed25519.Ed25519PrivateKey.generate,
    }
    return Signer(algorithm, key_id, made[algorithm]())


class Issuer:
    """Publishes `keys`; answers as told otherwise by `status`, `body` and `gate`, and counts who asked."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.status = 200
        self.body: bytes | None = None
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.url = ""

    def publish(self, *signers: Signer) -> None:
        """Publish just these keys."""
        self.keys = [one.published() for one in signers]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        self.asked += 1
        await reader.readuntil(b"\r\n\r\n")
        await self.gate.wait()
        body = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
        lines = {"content-type": "application/json", "connection": "close", **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {self.status} Told\r\n{head}\r\n".encode() + body)
        with suppress(ConnectionError):  # the client had enough
            await writer.drain()
        writer.close()


@asynccontextmanager
async def issuing(*signers: Signer) -> AsyncIterator[Issuer]:
    """An issuer that publishes these keys, inside the block."""
    issuer = Issuer()
    issuer.publish(*signers)
    server = await asyncio.start_server(issuer.answer, "127.0.0.1", 0)
    issuer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys"
    try:
        yield issuer
    finally:
        issuer.gate.set()
        server.close()
        await server.wait_closed()
