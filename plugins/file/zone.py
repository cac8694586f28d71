"""The data of one zone, immutable and ready to be sent: records on the wire, found by owner in lower case.

Where it comes from is `zonefile`'s business, what is answered from it is `lookup`'s.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydns_host import names
from pydns_host.records import Record
from pydns_host.zonefile.rrtypes import DNAME, NS, NSEC, RRSIG, SOA

RRset = tuple[Record, ...]
SortKey = tuple[bytes, ...]
_Collected = dict[bytes, dict[int, list[Record]]]
_NOTHING: Mapping[int, list[Record]] = {}


class Node:
    """The records of one owner name; each RRset once as it is and once with the signatures that cover it."""

    __slots__ = ("plain", "signed")

    def __init__(self, plain: dict[int, RRset], signatures: dict[int, RRset]) -> None:
        self.plain = plain
        self.signed = plain
        if signatures:
            self.signed = {rtype: rrset + signatures.get(rtype, ()) for rtype, rrset in plain.items()}

    def get(self, rtype: int, do: bool) -> RRset:
        """The RRset of a type, empty if there is none; with its RRSIGs when the client wants them (`do`)."""
        return (self.signed if do else self.plain).get(rtype, ())


def sort_key(key: bytes) -> SortKey:
    """What sorts names in canonical order (RFC 4034 section 6.1): labels from the right, in lower case."""
    return names.labels(key)[::-1]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone: `origin` and all keys are names on the wire in lower case.

    `apex` has the SOA and the NS of the origin; its other records stand in `nodes`. `parents` are the names that
    have a name below them, empty non-terminals included. `cuts` own a DNAME or delegate. `notes` say what looks
    wrong in the file and yet is served.
    """

    origin: bytes
    serial: int
    apex: Node
    nodes: dict[bytes, Node]
    parents: frozenset[bytes]
    cuts: frozenset[bytes]
    notes: tuple[str, ...] = ()
    _denials: tuple[bytes, ...] = field(default=(), repr=False)
    _denial_keys: tuple[SortKey, ...] = field(default=(), repr=False)

    def soa(self, do: bool) -> RRset:
        """The SOA, for the authority section of negative answers."""
        return self.apex.get(SOA, do)

    def ns(self, do: bool) -> RRset:
        """The zone's own NS."""
        return self.apex.get(NS, do)

    def exists(self, key: bytes) -> bool:
        """Whether a name owns records or is an empty non-terminal (RFC 4592 section 2.2.2)."""
        return key in self.nodes or key in self.parents or key == self.origin

    def closest_encloser(self, key: bytes) -> bytes:
        """The longest existing proper ancestor of a name below the origin (RFC 4592 section 3.3.1)."""
        key = parent(key)
        while not self.exists(key):
            key = parent(key)
        return key

    def cut_above(self, key: bytes) -> bytes | None:
        """The name nearest to the origin, at or above `key`, that has a DNAME or a delegation."""
        found = None
        if self.cuts:
            for suffix in names.suffixes(key):
                if suffix in self.cuts:
                    found = suffix
                if suffix == self.origin:
                    break
        return found

    def denial(self, key: bytes) -> RRset:
        """The NSEC at or before a name in canonical order, with its signatures; empty in an unsigned zone."""
        place = bisect_right(self._denial_keys, sort_key(key)) - 1
        return self.nodes[self._denials[place]].signed[NSEC] if place >= 0 else ()


def parent(key: bytes) -> bytes:
    """The name without its first label; not of the root."""
    return key[key[0] + 1 :]


def build(origin: bytes, records: Iterable[Record], notes: tuple[str, ...] = ()) -> Zone | None:
    """A zone from its records, whose owners are in lower case; None if there is no SOA among them.

    The SOA counts wherever it stands, at the origin if there is one there; records outside the origin are kept,
    since a CNAME may lead to them. Both as in CoreDNS. Equal records are one (RFC 2181 section 5).
    """
    plain: _Collected = {}
    signatures: _Collected = {}
    soas: list[Record] = []
    soa_signatures: list[Record] = []
    for record in records:
        owner, rtype = record.owner, record.type
        if rtype == SOA:
            soas.append(record)
            continue
        if rtype == RRSIG:
            covered = int.from_bytes(record.rdata[:2], "big")
            if covered == SOA:
                soa_signatures.append(record)
                continue
            signatures.setdefault(owner, {}).setdefault(covered, []).append(record)
            if covered == NS and owner == origin:
                continue
        plain.setdefault(owner, {}).setdefault(rtype, []).append(record)
    if not soas:
        return None
    soa = next((soa for soa in reversed(soas) if soa.owner == origin), soas[-1])
    nameservers = plain.get(origin, {}).pop(NS, [])
    apex = Node(
        {SOA: (soa,), NS: _rrset(nameservers)},
        {SOA: _rrset(soa_signatures), NS: _rrset(signatures.get(origin, {}).get(NS, []))},
    )
    nodes = {
        owner: Node(_rrsets(types), _rrsets(signatures.get(owner, _NOTHING))) for owner, types in plain.items() if types
    }
    return _zone(origin, apex, nodes, notes)


def _rrsets(types: Mapping[int, list[Record]]) -> dict[int, RRset]:
    return {rtype: _rrset(records) for rtype, records in types.items()}


def _rrset(records: list[Record]) -> RRset:
    if len(records) < 2:
        return tuple(records)
    distinct: dict[bytes, Record] = {}
    for record in records:
        distinct.setdefault(record.rdata, record)
    return tuple(distinct.values())


def _zone(origin: bytes, apex: Node, nodes: dict[bytes, Node], notes: tuple[str, ...]) -> Zone:
    parents: set[bytes] = set()
    for owner in nodes:
        while owner not in (origin, names.ROOT):
            owner = parent(owner)
            if owner in parents:
                break
            parents.add(owner)
    denials = sorted(((sort_key(owner), owner) for owner, node in nodes.items() if NSEC in node.plain))
    soa = apex.plain[SOA][0]
    return Zone(
        origin=origin,
        serial=int.from_bytes(soa.rdata[-20:-16], "big"),
        apex=apex,
        nodes=nodes,
        parents=frozenset(parents),
        cuts=frozenset(owner for owner, node in nodes.items() if NS in node.plain or DNAME in node.plain),
        notes=notes,
        _denials=tuple(owner for _, owner in denials),
        _denial_keys=tuple(key for key, _ in denials),
    )
