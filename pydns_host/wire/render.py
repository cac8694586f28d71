"""A Response as the octets that one client gets: its ID, its spelling, its EDNS, its size.

What an answer says is the plugins' business; how every answer looks is decided here alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import TYPE_CHECKING

from pydns_host.message import BADVERS, QR, RD, TC
from pydns_host.names import ROOT

if TYPE_CHECKING:
    from pydns_host.message import Request, Response
    from pydns_host.records import Record

_HEADER = Struct("!HHHHHH")
_FIXED = Struct("!HHIH")
_SECOND = Struct("!HH")
# Names that may be compressed inside data: those of RFC 1035 itself (RFC 3597 section 4).
_COMPRESSIBLE = {2: 0, 5: 0, 12: 0, 15: 2, 6: 0}
Counts = tuple[int, int, int]
_MIN_PAYLOAD = 512  # RFC 6891 section 6.2.3


def error(id: int, bits: int, rcode: int, question: bytes = b"") -> bytes:
    """A header with an rcode for a query that never becomes a Request: its ID, opcode and RD come back.

    BADVERS carries its upper bits in an OPT; that one has payload 0, as the reference's.
    """
    count = 1 if question else 0
    flags = QR | bits & (0x7800 | RD) | rcode & 15
    if rcode != BADVERS:
        return _HEADER.pack(id, flags, count, 0, 0, 0) + question
    return _HEADER.pack(id, flags, count, 0, 0, 1) + question + b"\0\0\x29\0\0\x01\0\0\0\0\0"


def render(response: Response, request: Request, limit: int) -> bytes:
    """The octets of an answer of at most `limit` octets, truncated with TC where they would be more."""
    question = request.qname + _SECOND.pack(request.type, request.rclass)
    opt = _opt(response, request)
    counts, body = _relay(response, request) or _pack(response, request)
    if 12 + len(question) + len(body) + len(opt) <= limit:
        return _header(response, request, counts, opt) + question + body + opt
    counts, body, cut = _compress(response, question, limit - 12 - len(opt))
    return _header(response, request, counts, opt, TC if cut else 0) + body + opt


def _header(response: Response, request: Request, counts: Counts, opt: bytes, more: int = 0) -> bytes:
    flags = QR | request.opcode << 11 | response.flags | more | response.rcode & 15
    return _HEADER.pack(request.id, flags, 1, counts[0], counts[1], counts[2] + (1 if opt else 0))


def _opt(response: Response, request: Request) -> bytes:
    """The OPT of an answer: only for a client that sent one (RFC 6891 section 6.1.1), with its payload and DO.

    The client's options are not echoed; those that the answer itself carries go out.
    """
    edns = request.edns
    if edns is None:
        return b""
    options = response.options or b""
    bits = response.rcode >> 4 << 24 | (0x8000 if edns.do else 0)
    payload = max(_MIN_PAYLOAD, edns.payload)
    return (
        b"\0\0\x29"
        + payload.to_bytes(2, "big")
        + bits.to_bytes(4, "big")
        + len(options).to_bytes(2, "big")
        + options
    )


def _relay(response: Response, request: Request) -> tuple[Counts, bytes] | None:
    """Counts and records as they came, where nothing stands between this client and a checked message.

    None when another name was asked (compression points into the question) or the OPT is not the last record.
    """
    wire, scan = response.wire, response.scan
    if (
        wire is None
        or scan is None
        or len(scan.qname) != len(request.qname)
        or scan.qname.lower() != request.key
    ):
        return None
    start, end = scan.opt
    if not end:
        return scan.counts, wire[scan.question_end :]
    if end != len(wire):
        return None
    answers, authorities, additionals = scan.counts
    return (answers, authorities, additionals - 1), wire[scan.question_end : start]


def _pack(response: Response, request: Request) -> tuple[Counts, bytes]:
    """Records with only the question's own name compressed: quick, and good enough when it fits."""
    qname, key = request.qname, request.key
    parts = []
    answer, authority, additional = response.sections
    for section in (answer, authority, additional):
        for owner, rtype, rclass, ttl, rdata in section:
            if (owner == qname or owner.lower() == key) and owner != ROOT:
                owner = b"\xc0\x0c"
            parts.append(owner + _FIXED.pack(rtype, rclass, ttl, len(rdata)) + rdata)
    return (len(answer), len(authority), len(additional)), b"".join(parts)


def _compress(response: Response, question: bytes, room: int) -> tuple[Counts, bytes, bool]:
    """Question and as many records as fit into `room` octets, all names compressed, and whether some did not fit.

    Records are dropped from the end, whole RRsets at a time (RFC 2181 section 9).
    """
    packer = _Packer(question)
    counts = [0, 0, 0]
    for index, section in enumerate(response.sections):
        for rrset in _rrsets(section):
            mark = packer.mark()
            for record in rrset:
                packer.add(record)
            if len(packer.octets) > room:
                packer.back(mark)
                return (counts[0], counts[1], counts[2]), bytes(packer.octets), True
            counts[index] += len(rrset)
    return (counts[0], counts[1], counts[2]), bytes(packer.octets), False


def _rrsets(section: Sequence[Record]) -> list[list[Record]]:
    """Neighbours of one owner and type, together."""
    found: list[list[Record]] = []
    for record in section:
        if found and found[-1][-1][:3] == record[:3]:
            found[-1].append(record)
        else:
            found.append([record])
    return found


class _Packer:
    """Octets behind the header, and where each name's suffixes stand in the message."""

    def __init__(self, question: bytes) -> None:
        self.octets = bytearray(question)
        self._places: dict[bytes, int] = {}
        self._remember(question[:-4], 12)

    def mark(self) -> int:
        """A point to go back to."""
        return len(self.octets)

    def back(self, mark: int) -> None:
        """Forget what was added since `mark`."""
        del self.octets[mark:]

    def _remember(self, name: bytes, place: int) -> None:
        offset = 0
        while name[offset] and place + offset < 0x4000:
            self._places.setdefault(name[offset:].lower(), place + offset)
            offset += name[offset] + 1

    def add(self, record: Record) -> None:
        """Append one record, compressed."""
        owner, rtype, rclass, ttl, rdata = record
        self._name(owner)
        fixed = len(self.octets)
        self.octets += _FIXED.pack(rtype, rclass, ttl, 0)
        before = _COMPRESSIBLE.get(rtype)
        if before is None:
            self.octets += rdata
        else:
            self._data(rdata, before, 2 if rtype == 6 else 1)
        self.octets[fixed + 8 : fixed + 10] = (len(self.octets) - fixed - 10).to_bytes(2, "big")

    def _data(self, rdata: bytes, before: int, names: int) -> None:
        self.octets += rdata[:before]
        offset = before
        for _ in range(names):
            start = offset
            while rdata[offset]:
                offset += rdata[offset] + 1
            offset += 1
            self._name(rdata[start:offset])
        self.octets += rdata[offset:]

    def _name(self, name: bytes) -> None:
        offset = 0
        while name[offset]:
            place = self._places.get(name[offset:].lower())
            if place is not None:
                self._remember(name[:offset] + name[offset:], len(self.octets) + 12)
                self.octets += name[:offset] + (0xC000 | place).to_bytes(2, "big")
                return
            offset += name[offset] + 1
        self._remember(name, len(self.octets) + 12)
        self.octets += name
