"""What the lines of a hosts file mean."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from pydns_host.names import from_text, to_text
from pydns_host.plugins.hosts.table import read

FILE = """
# comment
192.0.2.1 web Web2.test # trailing
\t192.0.2.2\tweb\r
2001:db8::1 web
::ffff:192.0.2.3 clothed
fe80::1%eth0 scoped
999.1.1.1 bad
192.0.2.9
192.0.2.4 *.wild *.both * a..b b\u00fccher
192.0.2.5 here.wild
2001:db8::5 *.both
192.0.2.6 six.both
192.0.2.1 web
"""


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("web", ["192.0.2.1", "192.0.2.2", "2001:db8::1"]),
        ("web2.test", ["192.0.2.1"]),
        ("clothed", ["192.0.2.3"]),
        ("scoped", ["fe80::1"]),
        ("bad", []),
        ("wild", []),
        ("x.wild", ["192.0.2.4"]),
        ("here.wild", ["192.0.2.5"]),
        ("x.y.wild", []),
        ("six.both", ["192.0.2.6", "2001:db8::5"]),
        ("other", []),
        ("xn--bcher-kva", ["192.0.2.4"]),
        (".", []),
    ],
)
def test_a_name_has_addresses(name: str, addresses: list[str]) -> None:
    table, key = read(FILE), from_text(name)
    owner = table.find(key)
    assert [str(ip_address(packed)) for packed in (*owner.v4, *owner.v6)] == addresses
    assert (key in table.owners or table.has_wildcard(key)) is bool(addresses)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("192.0.2.1", ["web.", "web2.test."]),
        ("192.0.2.3", ["clothed."]),
        ("fe80::1", ["scoped."]),
        ("192.0.2.4", ["xn--bcher-kva."]),
        ("192.0.2.9", []),
    ],
)
def test_an_address_has_names(address: str, names: list[str]) -> None:
    table = read(FILE)
    assert [to_text(key) for key in table.reverse.get(ip_address(address).packed, [])] == names


def test_names_that_do_not_belong_are_left_out() -> None:
    table = read(FILE, lambda key: key == from_text("web"))
    assert list(table.owners) == [from_text("web")]
    assert table.entries == 6


def test_without_reverse_no_address_has_names() -> None:
    table = read(FILE, reverse=False)
    assert table.reverse == {}
    assert table.entries == 12


def test_octets_that_are_no_text_are_no_name() -> None:
    text = b"192.0.2.1 a\xff b\n".decode("utf-8", "surrogateescape")
    assert list(read(text).owners) == [from_text("b")]


def test_a_line_may_be_of_any_length() -> None:
    text = "192.0.2.1 " + " ".join(f"{number}.test" for number in range(10_000)) + "\n192.0.2.2 last\n"
    assert len(read(text).owners) == 10_001
