"""Addresses that spare the client a query: glue under delegations, and the hosts that records point to.

Only addresses that stand in the zone's own file are ever added.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydns_host import names
from pydns_host.plugins.file.zone import RRset, Zone
from pydns_host.zonefile.rrtypes import AAAA, HTTPS, MX, NS, SRV, SVCB, A

# Octets before the host's name in the data of the types that point to one (RFC 1035 section 3.3.9, RFC 2782,
# RFC 9460 section 2.2).
_HOST_AT = {MX: 2, SRV: 6, SVCB: 2, HTTPS: 2}


def glue(zone: Zone, nameservers: RRset, do: bool) -> RRset:
    """Addresses of the name servers at or below the name that they serve (RFC 1034 section 4.2.1)."""
    found: RRset = ()
    for record in nameservers:
        if record.type == NS and names.is_subdomain(record.rdata, record.owner):
            found += _addresses(zone, record.rdata, do)
    return found


def additional(zone: Zone, answer: Iterable[tuple[bytes, int, int, int, bytes]], do: bool) -> RRset:
    """Addresses of the hosts in the zone that an answer's records point to, each once."""
    found: RRset = ()
    seen: set[bytes] | None = None
    for _, rtype, _, _, rdata in answer:
        before = _HOST_AT.get(rtype)
        if before is None:
            continue
        host = _name_at(rdata, before).lower()
        if seen is None:
            seen = set()
        if host not in seen and names.is_subdomain(host, zone.origin):
            seen.add(host)
            found += _addresses(zone, host, do)
    return found


def _name_at(rdata: bytes, offset: int) -> bytes:
    end = offset
    while rdata[end]:
        end += rdata[end] + 1
    return rdata[offset : end + 1]


def _addresses(zone: Zone, host: bytes, do: bool) -> RRset:
    node = zone.nodes.get(host)
    return () if node is None else node.get(A, do) + node.get(AAAA, do)
