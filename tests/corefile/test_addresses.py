"""Addresses and networks; what single texts mean stands beside Go's own answers in `test_go`."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile.addresses import parse_cidr, parse_ip, reverse_zones


def test_an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address() -> None:
    assert parse_ip("::ffff:192.0.2.1") == ipaddress.ip_address("192.0.2.1")


def test_a_network_in_ipv6_clothes_is_the_ipv4_network() -> None:
    assert parse_cidr("::ffff:192.0.2.1/120") == ipaddress.ip_network("192.0.2.0/24")


@pytest.mark.parametrize(
    ("network", "zones"),
    [
        ("192.0.2.0/24", ["2.0.192.in-addr.arpa."]),
        ("192.0.2.0/31", ["0.2.0.192.in-addr.arpa.", "1.2.0.192.in-addr.arpa."]),
        ("0.0.0.0/0", ["in-addr.arpa."]),
        ("2001:db8::/31", ["8.b.d.0.1.0.0.2.ip6.arpa.", "9.b.d.0.1.0.0.2.ip6.arpa."]),
    ],
)
def test_a_network_is_the_reverse_zones_at_the_next_border(network: str, zones: list[str]) -> None:
    parsed = parse_cidr(network)
    assert parsed is not None
    assert list(reverse_zones(parsed)) == zones


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_the_reverse_zones_of_a_network_are_the_reverse_names_of_its_addresses(
    address: ipaddress.IPv4Address, bits: int
) -> None:
    parsed = parse_cidr(f"{address}/{bits}")
    assert parsed is not None
    name = f"{address.reverse_pointer}."
    assert [zone for zone in reverse_zones(parsed) if name.endswith(f".{zone}") or name == zone]


@given(st.ip_addresses())
def test_every_address_reads_as_itself(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert parse_ip(str(address)) == (getattr(address, "ipv4_mapped", None) or address)
