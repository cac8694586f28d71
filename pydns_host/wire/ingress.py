"""The one door: what a client's packet is, told from its header, its question and its OPT, before any plugin runs.

No full message is parsed here, so that no packet costs more than its own length; verdicts follow the reference.
"""

from __future__ import annotations

from struct import Struct
from struct import error as StructError

from pydns_host.header import BADVERS, FORMERR, NOTIFY, NOTIMP, QUERY
from pydns_host.lengths import packed_length
from pydns_host.question import Edns, Question
from pydns_host.wire.render import error

HEADER = Struct("!HHHHHH")
_QUESTION_END = Struct("!HH")
_RECORD = Struct("!HHIH")
_OPT = 41
MAX_NAME = 255  # octets, RFC 1035 section 2.3.4


def ingress(packet: bytes) -> Question | bytes | None:
    """What a query asks; or the octets of the error that answers it; or None for silence.

    Silence: shorter than a header, or a response (a reply to it could be reflected). NOTIMP: an opcode other than
    QUERY and NOTIFY. FORMERR: counts that no query has, a name or record that does not parse. BADVERS: RFC 6891
    section 6.1.3. Octets behind the last record, and records promised but absent, are tolerated as the reference
    does.
    """
    if len(packet) < 12:
        return None
    id, bits, questions, answers, authorities, additionals = HEADER.unpack_from(packet)
    if bits & 0x8000:
        return None
    opcode = bits >> 11 & 15
    if opcode not in (QUERY, NOTIFY):
        return error(id, bits, NOTIMP)
    if questions != 1 or answers > 1 or authorities > 1 or additionals > 2:
        return error(id, bits & ~0x7800, FORMERR)
    try:
        end = _question_end(packet)
        rtype, rclass = _QUESTION_END.unpack_from(packet, end)
        edns, last, seen = None, end + 4, 0
        if answers or authorities or additionals:
            edns, last, seen = _records(packet, last, (answers + authorities, additionals))
    except (IndexError, ValueError, StructError):
        return error(id, bits & ~0x7800, FORMERR)
    if edns is not None and edns.version:
        return error(id, bits, BADVERS, packet[12 : end + 4])
    plain = last == len(packet) and not (answers or authorities) and additionals == (edns is not None)
    qname, flags = packet[12:end], bits & 0x07F0
    if plain:
        return Question(qname, rtype, rclass, flags, opcode, edns, packet[2:])
    others = _uncompressed(qname, packet[end + 4 : last], seen) - (0 if edns is None else 11 + len(edns.options))
    return Question(qname, rtype, rclass, flags, opcode, edns, None, others)


def _uncompressed(qname: bytes, body: bytes, records: int) -> int:
    """Octets of the records in a query, as log lines count them."""
    try:
        return packed_length(qname, (records,), body)
    except (IndexError, StructError):
        return len(body)  # a record's data is not what its type says


def _question_end(packet: bytes) -> int:
    """Offset behind the question's name; a compressed one points at nothing before it, so it is an error."""
    offset = 12
    while length := packet[offset]:
        if length > 63:
            raise ValueError("label type")
        offset += length + 1
    if offset + 1 - 12 > MAX_NAME:
        raise ValueError("name too long")
    return offset + 1


def _records(packet: bytes, offset: int, counts: tuple[int, int]) -> tuple[Edns | None, int, int]:
    """The first OPT of the additional section, the offset behind the last record, and how many there are."""
    edns = None
    total = counts[0] + counts[1]
    for index in range(total):
        if offset == len(packet):
            return edns, offset, index  # the header promised more than there is
        root = packet[offset] == 0
        offset = skip_name(packet, offset)
        rtype, rclass, ttl, length = _RECORD.unpack_from(packet, offset)
        offset += 10
        if offset + length > len(packet):
            raise ValueError("record overruns")
        if rtype == _OPT and index >= counts[0] and edns is None:
            if not root:
                raise ValueError("OPT owner")
            options = packet[offset : offset + length]
            _check_options(options)
            edns = Edns(rclass, bool(ttl & 0x8000), options, ttl >> 16 & 255, ttl & 0x7FFF)
        offset += length
    return edns, offset, total


def skip_name(packet: bytes, offset: int) -> int:
    """Offset behind the name at `offset`; a compression pointer (RFC 1035 section 4.1.4) must point backwards."""
    while length := packet[offset]:
        if length >= 0xC0:
            if (length & 0x3F) << 8 | packet[offset + 1] >= offset:
                raise ValueError("pointer")
            return offset + 2
        if length > 63:
            raise ValueError("label type")
        offset += length + 1
    return offset + 1


def _check_options(options: bytes) -> None:
    offset = 0
    while offset < len(options):
        offset += 4 + int.from_bytes(options[offset + 2 : offset + 4], "big")
    if offset != len(options):
        raise ValueError("EDNS option overruns")
