"""A Response as the octets that one client gets: its ID, its spelling, its EDNS, its size.

What an answer says is the plugins' business; how every answer looks is decided here alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import TYPE_CHECKING

from pydns_host.header import BADVERS, QR, RD, SERVFAIL, TC
from pydns_host.names import ROOT
from pydns_host.question import MIN_PAYLOAD
from pydns_host.records import NAMES_IN_DATA

if TYPE_CHECKING:
    from pydns_host.message import Request, Response
    from pydns_host.question import Question
    from pydns_host.records import Record

_HEADER = Struct("!HHHHHH")
_FIXED = Struct("!HHIH")
# Names that may be compressed inside data: those of RFC 1035 itself (RFC 3597 section 4).
_COMPRESSIBLE = {2: 0, 5: 0, 12: 0, 15: 2, 6: 0}
Counts = tuple[int, int, int]
_MAX_MESSAGE = 65535


def error(id: int, bits: int, rcode: int, question: bytes = b"") -> bytes:
    """A header with an rcode for a query that never becomes a Request: its ID, opcode and RD come back.

    BADVERS carries its upper bits in an OPT; that one has payload 0, as the reference's.
    """
    count = 1 if question else 0
    flags = QR | bits & (0x7800 | RD) | rcode & 15
    if rcode != BADVERS:
        return _HEADER.pack(id, flags, count, 0, 0, 0) + question
    return _HEADER.pack(id, flags, count, 0, 0, 1) + question + b"\0\0\x29\0\0\x01\0\0\0\0\0"


def render(response: Response, request: Request, limit: int | None = None) -> bytes:
    """The octets of an answer of at most `limit` octets, truncated with TC where they would be more.

    Without `limit` it is what the client takes: 65535 octets over TCP, over UDP what its EDNS says.
    """
    question = request.question
    if response.written_for is question:
        return request.id.to_bytes(2, "big") + response.written[2:]
    if response.body is not None and response.key == question.key:
        counts, body = response.counts, response.body
    else:
        counts, body = _pack(response, question)
    answers, authorities, additionals = counts
    flags = QR | question.opcode << 11 | response.flags | response.rcode & 15
    if not question.opt:
        if response.rcode > 15:  # it would need an OPT to be told (RFC 6891 section 6.1.3)
            flags = flags & ~15 | SERVFAIL
        octets = _HEADER.pack(request.id, flags, 1, answers, authorities, additionals) + question.section + body
    else:
        opt = _opt(response, question) if response.options or response.rcode > 15 else question.opt
        header = _HEADER.pack(request.id, flags, 1, answers, authorities, additionals + 1)
        octets = header + question.section + body + opt
    if len(octets) > MIN_PAYLOAD:
        most = request.size if limit is None else limit
        return octets if len(octets) <= most else _cut(response, request, flags, most)
    response.written = octets
    response.written_for = question
    return octets


def _cut(response: Response, request: Request, flags: int, limit: int) -> bytes:
    """The answer compressed and, where that is not enough, truncated."""
    question = request.question
    opt = _opt(response, question)
    counts, body, cut = _compress(response, question.section, limit - 12 - len(opt))
    header = _HEADER.pack(request.id, flags | cut, 1, counts[0], counts[1], counts[2] + (1 if opt else 0))
    return header + question.section + body + opt


def pack(response: Response, question: Question) -> Response:
    """The same answer as octets, its names compressed where a datagram needs it: for whoever keeps an answer."""
    counts, body = _pack(response, question)
    opt = 11 + len(response.options or b"")
    if 12 + len(question.section) + len(body) + opt > question.payload:
        counts, body, cut = _compress(response, question.section, _MAX_MESSAGE - 12 - opt)
        if cut:
            return response
    return type(response).packed(question.key, response.rcode, response.flags, counts, body, response.options)


def _opt(response: Response, question: Question) -> bytes:
    """The OPT of an answer, for a client that sent one (RFC 6891 section 6.1.1): with its payload and its DO.

    The client's options are not echoed; those that the answer itself carries go out.
    """
    opt, options = question.opt, response.options
    if not opt or not (options or response.rcode > 15):
        return opt
    return opt[:5] + (response.rcode >> 4).to_bytes(1, "big") + opt[6:9] + _with_length(options or b"")


def _with_length(options: bytes) -> bytes:
    return len(options).to_bytes(2, "big") + options


def _pack(response: Response, question: Question) -> tuple[Counts, bytes]:
    """Records with only the question's own name compressed: quick, and good enough when it fits."""
    qname = question.qname
    parts = []
    answer, authority, additional = response.sections
    for section in (answer, authority, additional):
        for owner, rtype, rclass, ttl, rdata in section:
            if owner == qname != ROOT:
                owner = b"\xc0\x0c"
            parts.append(owner + _FIXED.pack(rtype, rclass, ttl, len(rdata)) + rdata)
    return (len(answer), len(authority), len(additional)), b"".join(parts)


def _compress(response: Response, question: bytes, room: int) -> tuple[Counts, bytes, int]:
    """As many records as fit with the question into `room` octets, all names compressed, and TC if some did not.

    Records are dropped from the end, whole RRsets at a time (RFC 2181 section 9).
    """
    packer = _Packer(question)
    start = len(question)
    counts = [0, 0, 0]
    for index, section in enumerate(response.sections):
        for rrset in _rrsets(section):
            mark = packer.mark()
            for record in rrset:
                packer.add(record)
            if len(packer.octets) > room:
                packer.back(mark)
                return (counts[0], counts[1], counts[2]), bytes(packer.octets[start:]), TC
            counts[index] += len(rrset)
    return (counts[0], counts[1], counts[2]), bytes(packer.octets[start:]), 0


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
    """Octets behind the header, and where each name's suffixes stand in the message.

    Names share octets only where they are spelt alike: an owner keeps the spelling that its plugin gave it.
    """

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
            self._places.setdefault(name[offset:], place + offset)
            offset += name[offset] + 1

    def add(self, record: Record) -> None:
        """Append one record, compressed."""
        owner, rtype, rclass, ttl, rdata = record
        self._name(owner)
        fixed = len(self.octets)
        self.octets += _FIXED.pack(rtype, rclass, ttl, 0)
        before = _COMPRESSIBLE.get(rtype)
        if before is None:
            self._mention(NAMES_IN_DATA.get(rtype, (0, 0, 0)), rdata)
            self.octets += rdata
        else:
            self._data(rdata, before, 2 if rtype == 6 else 1)
        self.octets[fixed + 8 : fixed + 10] = (len(self.octets) - fixed - 10).to_bytes(2, "big")

    def _mention(self, layout: tuple[int, int, int], rdata: bytes) -> None:
        """Let later names point at those in data that may not be compressed itself, such as an SRV's target."""
        start, count, _ = layout
        for _ in range(count):
            end = start
            while rdata[end]:
                end += rdata[end] + 1
            self._remember(rdata[start : end + 1], len(self.octets) + 12 + start)
            start = end + 1

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
            place = self._places.get(name[offset:])
            if place is not None:
                self._remember(name, len(self.octets) + 12)
                self.octets += name[:offset] + (0xC000 | place).to_bytes(2, "big")
                return
            offset += name[offset] + 1
        self._remember(name, len(self.octets) + 12)
        self.octets += name
