"""Answers a question from one zone, as RFC 1034 section 4.3.2 says, wildcards as RFC 4592, DNSSEC as RFC 4035.

Pure: a zone and a question in, the sections out. What lies outside the zone is `plugin`'s business.
"""

from __future__ import annotations

from pydns_host.names import ROOT
from pydns_host.plugins.file.additional import additional, glue
from pydns_host.plugins.file.alias import follow, referral, substitute
from pydns_host.plugins.file.answer import Answer, Kind
from pydns_host.plugins.file.zone import Node, RRset, Zone
from pydns_host.records import Record
from pydns_host.zonefile.rrtypes import CNAME, DNAME, DS, NS, NSEC, SOA

WILDCARD = b"\1*"


def lookup(zone: Zone, key: bytes, rtype: int, do: bool) -> Answer:
    """The answer to a question whose name, in lower case, is at or below the zone's origin.

    As in CoreDNS, a positive answer has the zone's NS in its authority section, ANY is a type that no name has,
    and the SOA of a negative answer keeps its own TTL.
    """
    if key == zone.origin:
        if rtype == SOA:
            return Answer(Kind.SUCCESS, zone.soa(do), zone.ns(do))
        if rtype == NS and zone.ns(do):
            return Answer(Kind.SUCCESS, zone.ns(do), (), glue(zone, zone.ns(do), do))
    cut = zone.cut_above(key)
    if cut is not None:
        node = zone.nodes[cut]
        if cut != key and DNAME in node.plain:
            return substitute(zone, key, rtype, do, cut)
        # DS lives on the parent's side of the cut (RFC 4035 section 3.1.4.1).
        if NS in node.plain and not (rtype == DS and cut == key):
            return referral(zone, node, do)
    exact = zone.nodes.get(key)
    if exact is not None:
        return _exact(zone, exact, key, rtype, do)
    if key == zone.origin:
        return _empty(zone, key, do)
    return _missing(zone, key, rtype, do)


def wildcard_of(zone: Zone, key: bytes) -> bytes | None:
    """The wildcard that what `lookup` finds for a name is made from, None where it is not made from one."""
    if key == zone.origin or key in zone.nodes or zone.cut_above(key) is not None:
        return None
    encloser = zone.closest_encloser(key)
    wildcard = WILDCARD + encloser
    return wildcard if encloser != ROOT and wildcard in zone.nodes else None


def _exact(zone: Zone, node: Node, key: bytes, rtype: int, do: bool) -> Answer:
    links = node.plain.get(CNAME)
    if links is not None and rtype != CNAME:
        return follow(zone, key, rtype, do, node.get(CNAME, do), links)
    found = node.get(rtype, do)
    if not found:
        return Answer(Kind.NODATA, (), zone.soa(do) + (node.get(NSEC, do) if do else ()))
    return Answer(Kind.SUCCESS, found, zone.ns(do), additional(zone, found, do))


def _missing(zone: Zone, key: bytes, rtype: int, do: bool) -> Answer:
    """A name without records: from a wildcard, or empty, or not there.

    A wildcard beside an empty non-terminal answers for it, other than RFC 4592 section 2.2.2 says: CoreDNS does
    so, and zones are in use that rely on it. As there, a wildcard right below the root stands for nothing: a zone for
    "." is what other plugins fall through to, and that it answers all the names there are is never meant.
    """
    encloser = zone.closest_encloser(key)
    wildcard = WILDCARD + encloser
    if encloser != ROOT:
        node = zone.nodes.get(wildcard)
        if node is not None:
            return _synthesize(zone, node, key, rtype, do)
        if wildcard in zone.parents:
            return Answer(Kind.NODATA, (), zone.soa(do) + (_proof(zone, do, key, wildcard)))
    if key in zone.parents:
        return _empty(zone, key, do)
    return Answer(Kind.NXDOMAIN, (), zone.soa(do) + _proof(zone, do, key, wildcard))


def _empty(zone: Zone, key: bytes, do: bool) -> Answer:
    return Answer(Kind.EMPTY, (), zone.soa(do) + _proof(zone, do, key))


def _synthesize(zone: Zone, node: Node, key: bytes, rtype: int, do: bool) -> Answer:
    """An answer from a wildcard: its records, owned by the name that was asked (RFC 4592 section 3.3.1)."""
    links = node.plain.get(CNAME)
    if links is not None and rtype != CNAME:
        answer = follow(zone, key, rtype, do, _owned(key, node.get(CNAME, do)), _owned(key, links))
    else:
        found = _owned(key, node.get(rtype, do))
        if not found:
            return Answer(Kind.NODATA, (), zone.soa(do) + (node.get(NSEC, do) if do else ()))
        answer = Answer(Kind.SUCCESS, found, zone.ns(do), additional(zone, found, do))
    # That no closer name exists must be shown too (RFC 4035 section 3.1.3.3).
    return answer._replace(authority=answer.authority + _proof(zone, do, key)) if do else answer


def _owned(owner: bytes, records: RRset) -> RRset:
    return tuple(Record(owner, record.type, record.rclass, record.ttl, record.rdata) for record in records)


def _proof(zone: Zone, do: bool, *denied: bytes) -> RRset:
    """The NSEC that cover these names, each once (RFC 4035 section 3.1.3)."""
    found: RRset = ()
    if do:
        for name in denied:
            proof = zone.denial(name)
            if proof and proof[0] not in found:
                found += proof
    return found
