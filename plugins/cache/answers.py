"""Answers taken apart for keeping: where their TTLs stand, how long they may be kept, and what they are.

All that is looked at are octets that were checked when they came; what is kept where is `store`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

from pydns_host.header import NOERROR
from pydns_host.message import Request, Response
from pydns_host.records import Record
from pydns_host.typify import Kind, typify
from pydns_host.wire import pack

MAX_TTL, FAILSAFE = 3600, 5  # seconds, as in the reference
_TIMED = frozenset({Kind.NOERROR, Kind.NXDOMAIN, Kind.NODATA})  # kinds whose records say how long they hold
_RECORD = Struct("!HHIH")
_CNAME, _SOA, _OPT, _ANY = 5, 6, 41, 255
_TO_QUESTION = b"\xc0\x0c"


class Parts(NamedTuple):
    """The records of an answer as octets, cut where each TTL stands; `ttl` is the least of them."""

    pieces: tuple[bytes, ...]
    ttl: int

    def joined(self, ttl: int) -> bytes:
        """The records with one TTL for all of them."""
        return ttl.to_bytes(4, "big").join(self.pieces)


def packed(response: Response, request: Request) -> Response | None:
    """The answer with its records as octets behind the question; None for one that fits in no message."""
    if response.body is None or response.key != request.question.key:
        response = pack(response, request.question)
    return None if response.body is None else response


def take_apart(body: bytes, records: int) -> Parts:
    """Cut octets at their TTLs."""
    pieces, start, offset, least = [], 0, 0, 0xFFFFFFFF
    for _ in range(records):
        octet = body[offset]
        while 0 < octet < 0xC0:
            offset += octet + 1
            octet = body[offset]
        offset += 1 if not octet else 2
        _, _, ttl, length = _RECORD.unpack_from(body, offset)
        pieces.append(body[start : offset + 4])
        least = min(least, ttl)
        start = offset + 8
        offset += 10 + length
    pieces.append(body[start:])
    return Parts(tuple(pieces), least)


def kind_of(request: Request, response: Response, now: float) -> Kind:
    """The kind of an answer; an alias that leads to nothing, with an SOA, is NODATA (RFC 2308 section 2.2)."""
    kind = typify(request, response, now)
    if kind is Kind.NOERROR and response.counts[0] and _has_soa(response) and not answers(request, response):
        return Kind.NODATA
    return kind


def is_kept(request: Request, response: Response, kind: Kind, flags_tc: bool) -> bool:
    """Whether an answer may be kept: not when it is cut, an error, or negative without an SOA (RFC 2308 section 5)."""
    if flags_tc or kind in (Kind.OTHER_ERROR, Kind.META):
        return False
    if kind is Kind.NXDOMAIN:
        return _has_soa(response)
    if kind is Kind.NOERROR and response.counts[0]:
        return answers(request, response) or _has_soa(response)
    return True


def time_of(parts: Parts, response: Response, kind: Kind, most: int, least: int) -> int:
    """How long an answer may be kept, in seconds: its least TTL within the bounds."""
    timed = kind in _TIMED and any(response.counts)
    return min(max(min(parts.ttl, most) if timed else FAILSAFE, least), most)


def _has_soa(response: Response) -> bool:
    return bool(response.counts[1]) and any(record.type == _SOA for record in response.authority)


def answers(request: Request, response: Response) -> bool:
    """Whether the question's type is in the answer, at the end of its chain of aliases (RFC 1034 section 3.6.2)."""
    if response.rcode != NOERROR or not response.counts[0]:
        return False
    question, body = request.question, response.body
    if response.counts[0] == 1 and body is not None and body[:6] == _TO_QUESTION + question.section[-4:]:
        return True  # as most answers are
    records = [record for record in response.answer if question.rclass in (record.rclass, _ANY)]
    if question.type == _ANY:
        return any(record.owner.lower() == question.key for record in records)
    if question.type == _CNAME:
        return _target(records, question.key) not in (None, b"")
    end = _end(records, question.key)
    return any(record.type == question.type and record.owner.lower() == end for record in records)


def _end(records: Sequence[Record], name: bytes) -> bytes | None:
    """The name at the end of a chain of aliases; None when they loop or branch."""
    seen: set[bytes] = set()
    while name not in seen:
        seen.add(name)
        target = _target(records, name)
        if target is None:
            return None
        if not target:
            return name
        name = target
    return None


def _target(records: Sequence[Record], owner: bytes) -> bytes | None:
    """What a name is an alias of: nothing where it is none, None where it is of several (RFC 2181 section 10.1)."""
    targets = {record.rdata.lower() for record in records if record.type == _CNAME and record.owner.lower() == owner}
    return None if len(targets) > 1 else next(iter(targets), b"")
