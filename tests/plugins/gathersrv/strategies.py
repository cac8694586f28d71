"""Names that are likely to collide at every border, and the rewriting of names told once more, slowly, in dnspython."""

from __future__ import annotations

import dns.exception
import dns.name
from hypothesis import strategies as st

from pydns_host.plugins.gathersrv.rewrite import View, parse_prefix

labels = st.one_of(
    st.sampled_from([b"_tcp", b"_a", b"_", b"a-x", b"A-X", b"a-", b"a", b"local", b"\5local", b"x" * 61, b"x" * 63]),
    st.binary(min_size=1, max_size=5),
)
prefixes = st.sampled_from(["", "a-", "A-", "a.", "x.a-", "a", "eu-two-", "-" * 40])
zones = st.lists(labels, max_size=3).map(lambda parts: dns.name.Name((*parts, b"")).canonicalize())
heads = st.lists(labels, max_size=4).map(tuple)


@st.composite
def names_in(draw: st.DrawFn, *candidates: dns.name.Name) -> dns.name.Name:
    """A name, often in one of the zones, spelt in any case; `candidates` must be short enough for some labels more."""
    zone = draw(st.sampled_from([*candidates, dns.name.root]))
    head = draw(heads)
    while True:
        try:
            name = dns.name.Name((*head, *zone.labels))
        except dns.name.NameTooLong:
            head = head[1:]
        else:
            break
    spelling = draw(st.sampled_from(["lower", "upper", "swapcase", "strip"]))
    return dns.name.Name(tuple(_spelt(label, spelling) for label in name.labels))


def _spelt(label: bytes, spelling: str) -> bytes:
    return {"lower": label.lower(), "upper": label.upper(), "swapcase": label.swapcase()}.get(spelling, label)


def wire(name: dns.name.Name) -> bytes:
    """The name's octets."""
    octets = name.to_wire()
    assert octets is not None
    return octets


def view(distributed: dns.name.Name, zone: dns.name.Name, prefix: str) -> View:
    """The view under test."""
    return View(wire(distributed), wire(zone), *parse_prefix(prefix))


def slow_show(name: dns.name.Name, distributed: dns.name.Name, zone: dns.name.Name, prefix: str) -> dns.name.Name:
    """A cluster's name as clients see it; a name that has no place in the distributed zone stays as it is."""
    if name == dns.name.root or not name.is_subdomain(zone):
        return name
    head = list(name.relativize(zone).labels)
    place = 0
    while place < len(head) and head[place].startswith(b"_"):
        place += 1
    *whole, start = prefix.encode().split(b".")
    if place < len(head):
        head[place:] = [*whole, start + head[place], *head[place + 1 :]]
    elif not start:
        head += whole
    try:
        return dns.name.Name((*head, *distributed.labels))
    except (dns.name.LabelTooLong, dns.name.NameTooLong):
        return name


def slow_move(name: dns.name.Name, distributed: dns.name.Name, zone: dns.name.Name) -> dns.name.Name | None:
    """A distributed name in a cluster's zone."""
    try:
        return name.relativize(distributed).derelativize(zone)
    except dns.exception.DNSException:
        return None
