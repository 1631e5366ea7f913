"""Real servers at the other end of channels: SMTP by aiosmtpd, HTTP, and one that hangs."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

HOST = "127.0.0.1"
logging.getLogger("mail.log").setLevel(logging.ERROR)  # the server's own, which is no part of the product


@dataclass
class Postbox:
    """What an SMTP server took; `refusals` are what it says instead, by recipient or `*`."""

    letters: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        refusal = self.refusals.get(address) or self.refusals.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a message; that it was taken is said when the server is answering."""
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(letter)
        self.taken.set()
        await self.answering.wait()
        return "250 OK"

    def of(self, address: str) -> list[EmailMessage]:
        """What went to an address, in order."""
        return [letter for letter in self.letters if letter["To"] == address]


@asynccontextmanager
async def smtp(
    *, port: int = 0, tls: ssl.SSLContext | None = None, account: tuple[str, str] | None = None
) -> AsyncIterator[Postbox]:
    """An SMTP server; with `tls` it offers STARTTLS and wants it, with an account it wants a sign-in."""
    box = Postbox()
    box.answering.set()

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=account == (data.login.decode(), data.password.decode()))

    def session() -> SMTP:
        return SMTP(
            box, hostname="mail.test", tls_context=tls, require_starttls=tls is not None,
            auth_required=account is not None, authenticator=check, loop=asyncio.get_running_loop(),
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(session, HOST, port)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class Silence:
    """A server that takes connections and never says a word."""

    port: int = 0
    connections: int = 0
    connected: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def silence() -> AsyncIterator[Silence]:
    """A server that hangs."""
    found = Silence()
    writers = []

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.connections += 1
        found.connected.set()
        writers.append(writer)

    server = await asyncio.start_server(hang, HOST, 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS for a server on 127.0.0.1, and for a client that trusts it."""
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


@dataclass
class Endpoint:
    """An HTTP server: what it was sent, and what it answers (status and JSON), in turn and then the last."""

    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"errcode": 0, "code": 0})])
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.port}/send"

    @property
    def bodies(self) -> list[Any]:
        """The JSON that came."""
        return [body for _, _, body in self.requests]

    async def answer(self, request: Request) -> Response:
        """Answer a request."""
        body = await request.json()
        self.requests.append((str(request.url), dict(request.headers), body))
        status, said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(said, status) if isinstance(said, str) else JSONResponse(said, status)


@asynccontextmanager
async def web() -> AsyncIterator[Endpoint]:
    """An HTTP server on 127.0.0.1."""
    found = Endpoint()
    app = Starlette(routes=[Route("/send", found.answer, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110 - uvicorn tells by no event
                await asyncio.sleep(0.005)
        found.port = server.servers[0].sockets[0].getsockname()[1]
        yield found
    finally:
        server.should_exit = True
        await task
