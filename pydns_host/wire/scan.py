"""Walks an answer that came from elsewhere before an octet of it is relayed, cached or decoded.

Whether it answers the question that was asked is for the asker to say (`upstream`), not for this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from struct import error as StructError
from typing import NamedTuple

from pydns_host.records import NAMES_IN_DATA, Record
from pydns_host.wire.ingress import HEADER, MAX_NAME, skip_name

_RECORD = Struct("!HHIH")
_OPT, _TSIG = 41, 250
_LENGTHS = {1: 4, 28: 16}  # types of one fixed length
MAX_POINTERS = 126  # of one name: more labels than that do not fit into 255 octets


class Malformed(ValueError):
    """The octets are no DNS message."""


class Scan(NamedTuple):
    """Where things stand in a checked message: section counts, the end of the question, its OPT (0, 0: none)."""

    id: int
    flags: int
    opcode: int
    rcode: int
    counts: tuple[int, int, int]
    qname: bytes
    question_end: int
    type: int
    rclass: int
    opt: tuple[int, int]
    options: bytes | None


def scan(wire: bytes) -> Scan:
    """Check counts, names, pointers, lengths and the end of a message; raises `Malformed`.

    What passes decodes: every name is followed to its end. Pointers must point backwards and not into the header,
    so that no chain of them can loop and none depends on what another header says. More than one question is
    malformed, none is not (`question_end` is 12 then): the asker decides.
    """
    try:
        return _scan(wire)
    except (IndexError, ValueError, StructError) as error:
        raise Malformed(str(error)) from None


def _scan(wire: bytes) -> Scan:
    id, bits, questions, answers, authorities, additionals = HEADER.unpack_from(wire)
    if questions > 1:
        raise ValueError("more than one question")
    offset, qname, qtype, qclass = 12, b"\0", 0, 0
    if questions:
        end = skip_name(wire, 12)
        qname, qtype, qclass = wire[12:end], *_QUESTION.unpack_from(wire, end)
        if len(qname) > MAX_NAME:
            raise ValueError("name too long")
        offset = end + 4
    question_end, opt, options, rcode = offset, (0, 0), None, bits & 15
    size, known = len(wire), {12: len(qname)}
    first_additional = answers + authorities
    for index in range(first_additional + additionals):
        owner = offset
        if wire[offset] == 0xC0 and wire[offset + 1] == 12 and questions:
            offset += 2  # the usual owner: the question's name, which has been checked
        else:
            offset = _name_end(wire, offset, known)
        rtype, _, ttl, length = _RECORD.unpack_from(wire, offset)
        offset += 10 + length
        if offset > size:
            raise ValueError("record overruns")
        if rtype in NAMES_IN_DATA:
            _check_names(wire, offset - length, offset, NAMES_IN_DATA[rtype], known)
        elif _LENGTHS.get(rtype, length) != length:
            raise ValueError("length of an address")
        elif rtype == _OPT and index >= first_additional:
            if options is not None:
                raise ValueError("more than one OPT")
            opt, options, rcode = (owner, offset), wire[offset - length : offset], rcode | ttl >> 24 << 4
    if offset != size:
        raise ValueError("octets behind the last record")
    counts = (answers, authorities, additionals)
    return Scan(id, bits & 0x07F0, bits >> 11 & 15, rcode, counts, qname, question_end, qtype, qclass, opt, options)


_QUESTION = Struct("!HH")


def _check_names(wire: bytes, offset: int, end: int, layout: tuple[int, int, int], known: dict[int, int]) -> None:
    before, count, tail = layout
    offset += before
    for _ in range(count):
        offset = _name_end(wire, offset, known)
    if offset + tail != end:
        raise ValueError("data longer or shorter than its names")


def _name_end(wire: bytes, offset: int, known: dict[int, int]) -> int:
    """The offset behind a name; `known` has the octets of names that this message's pointers led to, by offset."""
    at = offset
    while octet := wire[at]:
        if octet > 0x3F:
            break
        at += octet + 1
    else:
        if at - offset >= MAX_NAME:
            raise ValueError("name too long")
        return at + 1
    target = (octet & 0x3F) << 8 | wire[at + 1]
    rest = known.get(target)
    if rest is None or octet < 0xC0:
        rest = known[target] = _length(wire, offset, at)
    if at - offset + rest > MAX_NAME:
        raise ValueError("name too long")
    return at + 2


def _length(wire: bytes, start: int, at: int) -> int:
    """The octets of the name that the pointer at `at` leads to, itself in a name from `start` on."""
    length = 1
    for _ in range(MAX_POINTERS):
        target = (wire[at] & 0x3F) << 8 | wire[at + 1]
        if wire[at] < 0xC0 or not 12 <= target < start:
            raise ValueError("pointer or label type")
        start = at = target
        while 0 < (octet := wire[at]) < 0x40:
            at += octet + 1
        length += at - start
        if not octet:
            return length
    raise ValueError("chain of pointers")


def records_end(body: bytes, count: int) -> int:
    """The offset behind so many records of a message's body, which has been checked."""
    offset = 0
    for _ in range(count):
        while 0 < (octet := body[offset]) < 0xC0:
            offset += octet + 1
        offset += 2 if octet else 1
        offset += 10 + int.from_bytes(body[offset + 8 : offset + 10], "big")
    return offset


def decode_sections(key: bytes, counts: Sequence[int], body: bytes) -> tuple[list[Record], list[Record], list[Record]]:
    """The records behind the question `key`, uncompressed, without OPT and TSIG; raises `Malformed`."""
    offset = 12 + len(key) + 4
    wire = b"\0" * 12 + key + b"\0\0\0\0" + body  # pointers count from the start of the message
    sections: tuple[list[Record], list[Record], list[Record]] = ([], [], [])
    try:
        for section, count in zip(sections, counts, strict=True):
            for _ in range(count):
                owner, offset = expand_name(wire, offset)
                rtype, rclass, ttl, length = _RECORD.unpack_from(wire, offset)
                offset += 10
                if rtype not in (_OPT, _TSIG):
                    section.append(Record(owner, rtype, rclass, ttl, _expand(wire, offset, length, rtype)))
                offset += length
    except (IndexError, ValueError, StructError) as error:
        raise Malformed(str(error)) from None
    return sections


def _expand(wire: bytes, offset: int, length: int, rtype: int) -> bytes:
    """The data with its names uncompressed."""
    layout = NAMES_IN_DATA.get(rtype)
    if layout is None:
        return wire[offset : offset + length]
    before, count, _ = layout
    parts = [wire[offset : offset + before]]
    end = offset + length
    offset += before
    for _ in range(count):
        name, offset = expand_name(wire, offset)
        parts.append(name)
    parts.append(wire[offset:end])
    return b"".join(parts)


def expand_name(wire: bytes, offset: int) -> tuple[bytes, int]:
    """The uncompressed name at `offset` and the offset behind it."""
    start = offset
    while 0 < (length := wire[offset]) < 0xC0:
        offset += length + 1
    if not length:
        return wire[start : offset + 1], offset + 1
    parts = [wire[start:offset]]
    behind = offset + 2
    octets = offset - start
    while length:
        target = (length & 0x3F) << 8 | wire[offset + 1]
        if target >= offset:
            raise ValueError("pointer")
        start = offset = target
        while 0 < (length := wire[offset]) < 0xC0:
            offset += length + 1
        parts.append(wire[start:offset])
        octets += offset - start
        if octets > MAX_NAME:
            raise ValueError("name too long")
    parts.append(b"\0")
    return b"".join(parts), behind
