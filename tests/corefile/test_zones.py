"""Zones of plugins, keys of server blocks; what single texts mean stands beside CoreDNS's own answers in `test_go`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile.zones import ServerKey, fqdn, normalize_exact, origins_from_args_or_server_block, parse_key
from tests.corefile.complaints import complaint


def test_a_network_between_two_borders_is_several_keys() -> None:
    assert parse_key("10.0.0.0/15:1053") == (
        ServerKey("0.10.in-addr.arpa.", 1053),
        ServerKey("1.10.in-addr.arpa.", 1053),
    )


@pytest.mark.parametrize(
    ("key", "port"),
    [("a", 5353), ("dns://a", 5353), ("tls://a", 853), ("quic://a", 853), ("grpc://a", 443), ("https://a", 443)],
)
def test_the_default_port_is_that_of_the_transport(key: str, port: int) -> None:
    assert [one.port for one in parse_key(key, default_port=5353)] == [port]


def test_an_invalid_zone_among_arguments_vanishes() -> None:
    assert origins_from_args_or_server_block(["a..b", "Example.org", "10.0.0.0/7"], ["server."]) == (
        "example.org.",
        "10.in-addr.arpa.",
        "11.in-addr.arpa.",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a\\.", "a\\.."),
        ("a\\\\.", "a\\\\."),
        ("é\\.", "é\\."),
        ("é\\\\.", "é\\\\.."),
        ("€\\.", "€\\.."),
        ("😀\\.", "😀\\."),
        ("é.", "é."),
    ],
    ids=["one-octet", "escaped-backslash", "two-octets", "two-octets-escaped", "three-octets", "four-octets", "plain"],
)
def test_a_final_dot_is_escaped_as_the_reference_counts_octets(text: str, name: str) -> None:
    assert fqdn(text) == name


def test_without_arguments_the_zones_are_those_of_the_server_block() -> None:
    assert origins_from_args_or_server_block([], ["example.org.", "."]) == ("example.org.", ".")


def test_only_invalid_arguments_leave_no_zone_at_all() -> None:
    assert origins_from_args_or_server_block(["a..b"], ["server."]) == ()


@pytest.mark.parametrize(
    ("name", "full"),
    [("a", "a."), ("a.", "a."), ("a\\.", "a\\.."), ("a\\\\.", "a\\\\."), ("", "."), (".", ".")],
)
def test_a_final_dot_that_is_escaped_is_none(name: str, full: str) -> None:
    assert fqdn(name) == full


@given(st.text(max_size=20))
def test_any_text_is_a_list_of_full_names_in_lower_case(text: str) -> None:
    for zone in normalize_exact(text):
        assert zone.endswith(".")
        assert not any(char in zone for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@given(st.text(max_size=20))
def test_any_text_is_a_key_or_a_clean_complaint(text: str) -> None:
    assert complaint(parse_key, text) != ""
