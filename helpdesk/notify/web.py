"""One POST of JSON, and what is known when it fails: was it taken, was it not, or may it have been."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from helpdesk.notify.channels import InDoubt, NotTaken
from helpdesk.notify.outside import NotOutside, Outside

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_LATER = frozenset({401, 403, 408, 425, 429})
"""Refusals that have to do with us or with now, and not with the message."""
_LONGEST_ANSWER = 65_536


@dataclass(frozen=True, slots=True)
class Web:
    """Posts, each time over a connection of its own: one that was kept may have been closed, and nobody knows when.

    With `outside`, only to addresses that it allows. Redirects are not followed: what goes out is for this address.
    """

    timeout: float
    tls: ssl.SSLContext
    outside: Outside | None = None

    async def post(self, url: str, body: Any, headers: Mapping[str, str]) -> Any:
        """The JSON of a good answer, None where it is none. Raises NotTaken and InDoubt."""
        wanted = urlsplit(url)
        host, target, extensions = wanted.netloc.rpartition("@")[2], url, {}
        if self.outside is not None:
            address = await self._address(self.outside, wanted.hostname or "", wanted.port or 443)
            shown = f"[{address}]" if ":" in address else address
            port = f":{wanted.port}" if wanted.port else ""
            target = wanted._replace(netloc=f"{shown}{port}").geturl()
            extensions = {"sni_hostname": wanted.hostname}
        patience = httpx.Timeout(self.timeout, connect=self.timeout / 2)
        async with httpx.AsyncClient(verify=self.tls, timeout=patience, trust_env=False) as client:
            request = client.build_request(
                "POST", target, content=orjson.dumps(body), extensions=extensions,
                headers={"content-type": "application/json", **headers, "host": host},
            )  # fmt: skip
            return await self._answer(client, request)

    async def _answer(self, client: httpx.AsyncClient, request: httpx.Request) -> Any:
        try:
            async with asyncio.timeout(self.timeout):
                response = await client.send(request, stream=True)
                content = await _beginning(response)
        except _NOT_SENT as error:
            raise NotTaken(type(error).__name__) from None
        except (httpx.TimeoutException, TimeoutError):
            raise InDoubt("TIMEOUT") from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise InDoubt(type(error).__name__) from None
        return _judged(response.status_code, content)

    async def _address(self, outside: Outside, host: str, port: int) -> str:
        try:
            return await outside.address(host, port)
        except NotOutside as error:
            raise NotTaken(error.code, for_good=error.code == "ADDRESS_PRIVATE") from None


async def _beginning(response: httpx.Response) -> bytes:
    """What an answer begins with: more than we look at is not read."""
    content = b""
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > _LONGEST_ANSWER:
            break
    await response.aclose()
    return content


def _judged(status: int, content: bytes) -> Any:
    if status >= 500:
        raise InDoubt(f"HTTP_{status}")
    if status >= 300:
        raise NotTaken(f"HTTP_{status}", for_good=status >= 400 and status not in _LATER)
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
