"""Hypothesis strategies for names, records and messages; what is proven with them is in the tests beside."""

from __future__ import annotations

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from hypothesis import strategies as st

labels = st.one_of(
    st.sampled_from([b"www", b"WWW", b"a", b"_tcp", b"xn--nxasmq6b", b"a.b", b"\x00\xff", b"x" * 63]),
    st.binary(min_size=1, max_size=12),
)
names = st.lists(labels, max_size=3).map(lambda parts: dns.name.Name((*parts, b"")))
_hosts = st.sampled_from(["www.example.org.", "example.org.", "deep.er.example.org.", "other.test.", "."])
_data = st.one_of(
    st.integers(0, 255).map(lambda n: ("A", f"192.0.2.{n}")),
    st.integers(0, 0xFFFF).map(lambda n: ("AAAA", f"2001:db8::{n:x}")),
    _hosts.map(lambda host: ("CNAME", host)),
    _hosts.map(lambda host: ("NS", host)),
    _hosts.map(lambda host: ("MX", f"10 {host}")),
    _hosts.map(lambda host: ("SRV", f"0 50 8080 {host}")),
    st.tuples(_hosts, _hosts).map(lambda two: ("SOA", f"{two[0]} {two[1]} 1 3600 900 604800 45")),
    st.text("abc ", max_size=40).map(lambda text: ("TXT", f'"{text}"')),
    st.binary(max_size=30).map(lambda octets: ("TYPE65280", f"\\# {len(octets)} {octets.hex()}".strip())),
)


def _rrset(owner: dns.name.Name, ttl: int, data: tuple[str, str]) -> dns.rrset.RRset:
    return dns.rrset.from_text(owner, ttl, "IN", *data)


OPTION = dns.edns.OptionType.make(65001)
_options = st.binary(max_size=9).map(lambda data: dns.edns.GenericOption(OPTION, data))
owners = st.one_of(names, _hosts.map(dns.name.from_text))
rrsets = st.builds(_rrset, owners, st.integers(0, 2**31 - 1), _data)


@st.composite
def queries(draw: st.DrawFn) -> dns.message.Message:
    """Queries as a client sends them, with EDNS or without."""
    query = dns.message.make_query(draw(owners), draw(st.sampled_from(["A", "SRV", "TXT", "TYPE65280"])))
    query.id = draw(st.integers(0, 65535))
    query.flags = draw(st.sampled_from([0, dns.flags.RD, dns.flags.RD | dns.flags.CD, dns.flags.AD]))
    if draw(st.booleans()):
        options: list[dns.edns.Option] = draw(st.lists(_options, max_size=2))
        query.use_edns(0, draw(st.sampled_from([0, dns.flags.DO])), draw(st.integers(0, 65535)), options=options)
    return query


@st.composite
def responses(draw: st.DrawFn) -> dns.message.Message:
    """Answers with records in all sections, compressed as dnspython does it."""
    response = dns.message.make_response(draw(queries()))
    response.flags |= draw(st.sampled_from([0, dns.flags.AA, dns.flags.RA | dns.flags.TC]))
    for section in (response.answer, response.authority, response.additional):
        for rrset in draw(st.lists(rrsets, max_size=4)):
            made = response.find_rrset(section, rrset.name, rrset.rdclass, rrset.rdtype, create=True)
            for rdata in rrset:
                made.add(rdata, rrset.ttl)
    return response
