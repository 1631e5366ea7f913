"""Which addresses are private, however they are written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.notify.outside import is_private

HOME = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "192.0.2.1",
]  # fmt: skip


@pytest.mark.parametrize("address", HOME)
def test_what_leads_back_home_is_private_however_it_is_written(address: str) -> None:
    inner = IPv4Address(address)
    written = [
        inner,
        IPv6Address(f"::ffff:{address}"),
        IPv6Address(int(IPv6Address("64:ff9b::")) + int(inner)),
        IPv6Address(int(IPv6Address("2002::")) + (int(inner) << 80)),
    ]
    assert all(map(is_private, written)), [str(one) for one in written if not is_private(one)]


@pytest.mark.parametrize(
    "address", ["::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "::127.0.0.1"]
)
def test_private_addresses_of_ipv6_are_private(address: str) -> None:
    assert is_private(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "47.95.1.1", "2400:3200::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_not(address: str) -> None:
    assert not is_private(ip_address(address))


@given(st.integers(0, 2**32 - 1))
def test_an_address_is_as_private_mapped_as_it_is_plain(number: int) -> None:
    plain = IPv4Address(number)
    mapped = IPv6Address(int(IPv6Address("::ffff:0:0")) + number)
    assert is_private(plain) == is_private(mapped)
