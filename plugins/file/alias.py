"""Follows aliases: CNAMEs from name to name within a zone, and the CNAME that a DNAME stands for.

What is behind the zone's borders is not looked up here; the answer then says where it goes on (`Answer.chase`).
"""

from __future__ import annotations

from pydns_host.plugins.file.additional import additional, glue
from pydns_host.plugins.file.answer import Answer, Kind
from pydns_host.plugins.file.zone import Node, RRset, Zone
from pydns_host.records import Record
from pydns_host.zonefile.rrtypes import CNAME, DNAME, DS, NS, SOA

MAX_LINKS = 10  # CNAMEs in one answer, as in the reference; a longer chain ends there
MAX_NAME = 255  # octets, RFC 1035 section 2.3.4


def referral(zone: Zone, node: Node, do: bool, answer: RRset = ()) -> Answer:
    """A referral at a delegation: its NS, their glue and, with `do`, its DS (RFC 4035 section 3.1.4)."""
    nameservers = node.plain[NS]
    authority = nameservers + node.get(DS, do) if do else nameservers
    return Answer(Kind.DELEGATION, answer, authority, glue(zone, nameservers, do))


def follow(zone: Zone, key: bytes, rtype: int, do: bool, aliases: RRset, links: RRset) -> Answer:
    """The answer behind an alias: `aliases` are sent as they are, `links` are the CNAMEs among them.

    A chain that comes back to a name that it had ends there, each record once. Of several CNAMEs of one name the
    first is followed. A target that the file does not have is left to the caller, as the reference asks its whole
    chain for it: a wildcard, another zone or another plugin may answer.
    """
    answer = aliases
    seen = {key}
    count = 1
    while True:
        target = links[0].rdata.lower()
        cut = zone.cut_above(target)
        if cut is not None and (found := _beyond(zone, cut, target, rtype, do, answer)) is not None:
            return found
        node = zone.nodes.get(target)
        if node is None or rtype == NS or (rtype == SOA and target == zone.origin):
            return Answer(Kind.SUCCESS, answer, chase=target)
        links = node.plain.get(CNAME, ())
        if not links:
            answer += node.get(rtype, do)
            break
        if target in seen or count == MAX_LINKS:
            break
        seen.add(target)
        count += 1
        answer += node.get(CNAME, do)
    return Answer(Kind.SUCCESS, answer, zone.ns(do), additional(zone, answer, do))


def _beyond(zone: Zone, cut: bytes, target: bytes, rtype: int, do: bool, answer: RRset) -> Answer | None:
    """The answer when the target lies at or below a DNAME or a delegation; None when it does not matter."""
    node = zone.nodes[cut]
    if cut != target and DNAME in node.plain:
        return Answer(Kind.SUCCESS, answer, chase=target)
    if NS in node.plain and not (rtype == DS and cut == target):
        return referral(zone, node, do, answer)
    return None


def substitute(zone: Zone, key: bytes, rtype: int, do: bool, owner: bytes) -> Answer:
    """The answer for a name below a DNAME: the DNAME and the CNAME made from it (RFC 6672 section 3.1)."""
    node = zone.nodes[owner]
    dname = node.plain[DNAME][0]
    shown = node.get(DNAME, do)
    target = key[: len(key) - len(owner)] + dname.rdata
    if len(target) > MAX_NAME:
        return Answer(Kind.YXDOMAIN, shown, zone.ns(do))
    if target.lower() == key:
        return Answer(Kind.FAILURE)
    cname = Record(key, CNAME, dname.rclass, dname.ttl, target)
    if rtype == CNAME:
        return Answer(Kind.SUCCESS, (*shown, cname), zone.ns(do))
    return follow(zone, key, rtype, do, (*shown, cname), (cname,))
