"""Answers are cut at their TTLs and put together again as dnspython would write them."""

from __future__ import annotations

import dns.message
import dns.name
import dns.rrset
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.message import Response
from pydns_host.plugins.cache.answers import take_apart
from pydns_host.testing import request
from pydns_host.wire import render, scan

LINES = st.sampled_from(
    [
        ("a.test.", "A", "192.0.2.1"),
        ("a.test.", "MX", "5 mail.a.test."),
        ("b.a.test.", "CNAME", "a.test."),
        ("test.", "SOA", "ns.test. hm.test. 1 2 3 4 5"),
        ("_x._tcp.test.", "SRV", "0 5 53 a.test."),
        ("other.example.", "TXT", '"text"'),
        (".", "NS", "ns.test."),
    ]
)
SECTION = st.lists(st.tuples(LINES, st.integers(0, 2**31 - 1)), max_size=5)


@given(SECTION, SECTION, SECTION, st.integers(0, 2**31 - 1))
def test_every_ttl_is_replaced_and_nothing_else(
    answer: list[tuple[tuple[str, str, str], int]],
    authority: list[tuple[tuple[str, str, str], int]],
    additional: list[tuple[tuple[str, str, str], int]],
    ttl: int,
) -> None:
    query = request("a.test.")
    message = dns.message.make_response(dns.message.make_query("a.test.", "A"))
    for section, lines in zip(
        (message.answer, message.authority, message.additional), (answer, authority, additional), strict=True
    ):
        section.extend(dns.rrset.from_text(name, each, "IN", kind, data) for (name, kind, data), each in lines)
    octets = message.to_wire()
    response = Response.relay(octets, scan(octets))
    assert response.body is not None
    parts = take_apart(response.body, sum(response.counts))
    ttls = [rrset.ttl for section in message.sections[1:] for rrset in section]
    assert parts.ttl == min(ttls, default=0xFFFFFFFF)
    for section in message.sections[1:]:
        for rrset in section:
            rrset.ttl = ttl
    shown = Response.packed(response.key, 0, 0, response.counts, parts.joined(ttl))
    found = dns.message.from_wire(render(shown, query, 65535))
    assert found.sections[1:] == dns.message.from_wire(message.to_wire()).sections[1:]
    assert all(rrset.ttl == ttl for section in found.sections[1:] for rrset in section)
