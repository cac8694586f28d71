"""Which reverse names stand for an address."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.names import from_text
from pydns_host.plugins.hosts.reverse import address


@given(st.ip_addresses())
def test_the_reverse_name_of_an_address_is_that_address(ip: IPv4Address | IPv6Address) -> None:
    expected = getattr(ip, "ipv4_mapped", None) or ip
    assert address(from_text(ip.reverse_pointer)) == expected.packed


@pytest.mark.parametrize(
    "name",
    [
        "in-addr.arpa",
        "2.0.192.in-addr.arpa",
        "1.1.2.0.192.in-addr.arpa",
        "01.2.0.192.in-addr.arpa",
        "256.2.0.192.in-addr.arpa",
        "0x1.2.0.192.in-addr.arpa",
        "1.2.0.192.xin-addr.arpa",
        "ip6.arpa",
        ip_address("2001:db8::1").reverse_pointer[2:],
        "x." + ip_address("2001:db8::1").reverse_pointer[2:],
        "1." + ip_address("2001:db8::1").reverse_pointer,
        ip_address("2001:db8::1").reverse_pointer.replace("1.0.0.", "100.0.", 1),
        "example.org",
        ".",
    ],
)
def test_any_other_name_is_none(name: str) -> None:
    assert address(from_text(name)) is None
