"""Hosts and ports are told apart as Go does, and complained about in its words."""

from __future__ import annotations

import pytest

from corefile.addresses import host_port, split_host_port


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("localhost:6053", ("localhost", "6053")),
        (":6053", ("", "6053")),
        (":", ("", "")),
        ("[::1]:53", ("::1", "53")),
        ("[]:1", ("", "1")),
        ("[fe80::1%eth0]:53", ("fe80::1%eth0", "53")),
    ],
)
def test_a_host_and_its_port_are_told_apart(text: str, found: tuple[str, str]) -> None:
    assert split_host_port(text) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("6053", "missing port"),
        ("[::1]", "missing port"),
        ("[::1:53", "missing ']'"),
        ("::1", "too many colons"),
        ("[a]:1:2", "too many colons"),
        ("[[a]]:1", "missing port"),
        ("a]:1", "unexpected ']'"),
        ("x[:1", "unexpected '['"),
    ],
)
def test_what_has_no_port_is_refused_in_gos_words(text: str, why: str) -> None:
    with pytest.raises(ValueError) as raised:
        split_host_port(text)
    assert str(raised.value) == f"address {text}: {why} in address"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("192.0.2.1", ("192.0.2.1", "53")),
        ("192.0.2.1:", ("192.0.2.1", "53")),
        ("192.0.2.1:5353", ("192.0.2.1", "5353")),
        ("2001:db8::1", ("2001:db8::1", "53")),
        ("[2001:db8::1]:5353", ("2001:db8::1", "5353")),
        ("fe80::1%eth0", ("fe80::1%eth0", "53")),
    ],
)
def test_an_address_may_have_a_port(text: str, found: tuple[str, str]) -> None:
    assert host_port(text) == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a.org", "a.org"), ("a.org:53", "a.org"), ("dns://192.0.2.1", "dns"), ("192.0.2.0/24", "192.0.2.0/24"), ("", "")],
)
def test_what_is_no_address_is_refused_in_corednss_words(text: str, shown: str) -> None:
    with pytest.raises(ValueError, match=f"must specify an IP address: `{shown}'"):
        host_port(text)
