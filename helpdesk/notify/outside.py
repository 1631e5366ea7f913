"""Addresses that people may name for the helpdesk to call: public ones, unless the settings allow private ones.

A name is looked up once and the connection goes to the address that was judged, so that a name that resolves to another
address a moment later gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import clean

_TRANSLATED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
_LONGEST_URL: Final = 1000


class NotOutside(Exception):
    """The address is private, or there is none."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Outside:
    """What may be called; a resource of every unit of work."""

    private_allowed: bool

    def url(self, value: str, *, field: str) -> str:
        """A URL that somebody gave. Raises InvalidValue naming `field`."""
        written = clean(value, field=field, at_most=_LONGEST_URL)
        parts = _parts(written)
        schemes = {"https", "http"} if self.private_allowed else {"https"}
        if parts is None or parts.scheme not in schemes or parts.username or parts.password:
            raise InvalidValue(field, "This is no https:// address.", "请填写以 https:// 开头的有效地址。")
        literal = _literal(parts.hostname or "")
        if not self.private_allowed and (parts.hostname == "localhost" or (literal and is_private(literal))):
            raise InvalidValue(field, "Private addresses are not called.", "不允许使用内网地址。")
        return written

    async def address(self, host: str, port: int) -> str:
        """An address of a host that may be called. Raises NotOutside."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise NotOutside("NAME_UNKNOWN") from None
        addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        if not self.private_allowed and any(is_private(address) for address in addresses):
            raise NotOutside("ADDRESS_PRIVATE")
        return str(addresses[0])


def is_private(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of this machine or its own networks, also where it is written as another."""
    if isinstance(address, IPv6Address):
        if any(address in network for network in _TRANSLATED):
            return is_private(IPv4Address(address.packed[-4:]))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return is_private(inner)
    return not address.is_global or address.is_multicast


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        known = parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if known else None


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
