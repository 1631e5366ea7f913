"""What every answer over HTTP says to browsers, and which other origins may read it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE: Final = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
"""Nothing of ours is a page, is kept by caches, or is anything but what its type says."""
SENT = ("Authorization", "Content-Type", "Accept-Language")
TOLD = ("X-Request-Id", "X-Query-Cost", "Retry-After")


def guarded(send: Send) -> Send:
    """A `send` that adds what an answer does not say itself."""

    async def guarded_send(message: Message) -> None:
        if message["type"] == "http.response.start":
            lines = list(message.get("headers", ()))
            said = {name.lower() for name, _ in lines}
            message = {**message, "headers": [*lines, *(line for line in SAFE if line[0] not in said)]}
        await send(message)

    return guarded_send


def shared(app: ASGIApp, origins: Collection[str]) -> ASGIApp:
    """Let pages of these origins call an application. Tokens are sent as headers: no cookies go with it."""

    async def http_alone(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await crossing(scope, receive, guarded(send))
        else:
            await app(scope, receive, send)

    crossing = CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("GET", "POST", "PUT"),
        allow_headers=SENT,
        expose_headers=TOLD,
    )
    return http_alone
