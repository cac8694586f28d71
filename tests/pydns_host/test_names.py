"""Names as octets: text, suffixes, label borders."""

from __future__ import annotations

import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names

labels = st.binary(min_size=1, max_size=10)
wires = st.lists(labels, max_size=5).map(lambda parts: dns.name.Name((*parts, b"")).to_wire())


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (b"\0", "."),
        (b"\3www\7example\0", "www.example."),
        (b"\4_tcp\1a\0", "_tcp.a."),
        (b"\3a.b\0", "a\\.b."),
        (b"\2a \0", "a\\ ."),
        (b"\5(x);@\0", "\\(x\\)\\;\\@."),
        (b"\2\0\xff\0", "\\000\\255."),
        (b"\2a\\\0", "a\\\\."),
    ],
)
def test_text_is_escaped_as_in_the_references_logs(wire: bytes, text: str) -> None:
    assert names.to_text(wire) == text


@given(wires)
def test_text_is_read_back_by_dnspython(wire: bytes) -> None:
    assert names.from_text(names.to_text(wire)) == wire


@given(wires, wires)
def test_subdomains_are_those_of_dnspython(key: bytes, zone: bytes) -> None:
    lower_key, lower_zone = key.lower(), zone.lower()
    expected = dns.name.from_wire(lower_key, 0)[0].is_subdomain(dns.name.from_wire(lower_zone, 0)[0])
    assert names.is_subdomain(lower_key, lower_zone) == expected


@given(wires)
def test_every_suffix_is_an_ancestor_and_the_root_is_last(wire: bytes) -> None:
    found = list(names.suffixes(wire))
    assert found[0] == wire
    assert found[-1] == names.ROOT
    assert all(names.is_subdomain(wire, suffix) for suffix in found)
    assert len(found) == len(names.labels(wire)) + 1


def test_a_suffix_inside_a_label_is_no_subdomain() -> None:
    assert not names.is_subdomain(names.from_text("xdistributed.local."), names.from_text("distributed.local."))
