"""The SOA that lets a negative answer of all clusters be cached (RFC 2308), as one of the distributed zone. Pure.

Whether an answer is negative is `merge`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host.header import NOERROR, NXDOMAIN
from pydns_host.plugins.gathersrv.rewrite import shown
from pydns_host.records import Record

if TYPE_CHECKING:
    from pydns_host.plugins.gathersrv.merge import Reply

SOA = 6
_AFTER_NAMES = 20  # octets: serial, refresh, retry, expire, minimum


def authority(zone: bytes, replies: Sequence[Reply], aliased: bool) -> tuple[Record, ...]:
    """The first cluster's SOA, owned by the distributed zone, for as long as all clusters' answers hold.

    Nothing when a cluster's answer is none that may be cached: one with an error code, or without a SOA. Behind an
    alias the SOA is that of the target's zone (RFC 2308 section 2.1), and counts only if that is in the cluster's.
    """
    found: list[Record] = []
    for _, views, _, response in replies:
        soa = next((record for record in response.authority if record.type == SOA), None)
        if response.rcode not in (NOERROR, NXDOMAIN) or soa is None:
            return ()
        if aliased and views[0].show(soa.owner) is None:
            return ()
        found.append(soa)
    first, views = found[0], replies[0].views
    ttl = min(min(soa.ttl, _minimum(soa)) for soa in found)
    mname, rname, rest = _split(first.rdata)
    rdata = shown(mname, views) + shown(rname, views) + rest[:-4] + ttl.to_bytes(4, "big")
    return (Record(zone, SOA, first.rclass, ttl, rdata),)


def _minimum(soa: Record) -> int:
    return int.from_bytes(soa.rdata[-4:], "big")


def _split(rdata: bytes) -> tuple[bytes, bytes, bytes]:
    """The primary server's name, the mailbox and the fixed fields of a SOA (RFC 1035 section 3.3.13)."""
    end = 0
    while rdata[end]:
        end += rdata[end] + 1
    return rdata[: end + 1], rdata[end + 1 : -_AFTER_NAMES], rdata[-_AFTER_NAMES:]
