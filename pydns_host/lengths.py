"""How long record data is in sizes that are reported: as the reference counts it, not as it goes on the wire.

Its DNS library reckons some types from their text form (escapes, base64 with padding, base32). Log lines and size
metrics are compared with its own, so the surplus is added; truncation never looks here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from struct import Struct

from pydns_host.records import NAMES_IN_DATA, Record

_FIXED = Struct("!H6xH")
_PRINTABLE = bytes(range(32, 127))
_ESCAPED = b'"\\'
_PLAIN = _PRINTABLE.translate(None, _ESCAPED)


def surplus(rtype: int, rdata: bytes) -> int:
    """Octets counted beyond those of `rdata`, which has no compressed names; 0 for data that is malformed."""
    count = SURPLUS.get(rtype)
    if count is None:
        return 0
    try:
        return count(rdata)
    except IndexError:
        return 0


def records_length(section: Iterable[Record]) -> int:
    """Octets of a section when nothing is compressed."""
    octets = 0
    for owner, rtype, _, _, rdata in section:
        octets += len(owner) + 10 + len(rdata)
        if rtype in SURPLUS:
            octets += surplus(rtype, rdata)
    return octets


def packed_length(key: bytes, counts: Iterable[int], body: bytes) -> int:
    """Octets of checked records when nothing is compressed; they are `body`, behind the question `key`."""
    octets, offset, records = 0, 0, sum(counts)
    usual = len(key) + 10
    while records and body[offset] == 0xC0 and body[offset + 1] == 12:  # most are owned by the question's name
        rtype, length = _FIXED.unpack_from(body, offset + 2)
        if rtype in NAMES_IN_DATA or rtype in SURPLUS:
            break
        octets += usual + length
        offset += 12 + length
        records -= 1
    return octets + _walked(key, records, body, offset) if records else octets


def _walked(key: bytes, records: int, body: bytes, offset: int) -> int:
    """The same for records of any sort, from `offset` on."""
    octets, offset = 0, offset + 16 + len(key)
    wire = b"\0" * 12 + key + b"\0\0\0\0" + body  # pointers count from the start of the message
    for _ in range(records):
        owner, offset = _expanded(wire, offset)
        rtype, length = _FIXED.unpack_from(wire, offset)
        offset += 10
        octets += owner + 10 + length
        if rtype in NAMES_IN_DATA:
            octets += _growth(wire, offset, *NAMES_IN_DATA[rtype])
        elif rtype in SURPLUS:
            octets += surplus(rtype, wire[offset : offset + length])
        offset += length
    return octets


def _expanded(wire: bytes, offset: int) -> tuple[int, int]:
    """Octets of the name at `offset` without compression, and the offset behind it."""
    octets, behind = 1, 0
    while (length := wire[offset]) and octets < 256:  # a loop of pointers ends here too
        if length < 0xC0:
            octets += length + 1
            offset += length + 1
        else:
            behind = behind or offset + 2
            offset = (length & 0x3F) << 8 | wire[offset + 1]
    return octets, behind or offset + 1


def _growth(wire: bytes, offset: int, before: int, names: int, _tail: int) -> int:
    grown, offset = 0, offset + before
    for _ in range(names):
        octets, behind = _expanded(wire, offset)
        grown += octets - (behind - offset)
        offset = behind
    return grown


def _escapes(text: bytes) -> int:
    special = text.translate(None, _PLAIN)
    return 3 * len(special) - 2 * sum(special.count(octet) for octet in _ESCAPED)


def _strings(rdata: bytes, offset: int = 0, most: int = 255) -> int:
    extra = 0
    while offset < len(rdata) and most:
        end = offset + 1 + rdata[offset]
        extra += _escapes(rdata[offset + 1 : end])
        offset, most = end, most - 1
    return extra


def _base64(behind: int) -> Callable[[bytes], int]:
    """For octets held as base64 from `behind` on: their length is rounded up to a multiple of three."""
    return lambda rdata: -(len(rdata) - behind) % 3


def _name_end(rdata: bytes, offset: int) -> int:
    while rdata[offset]:
        offset += rdata[offset] + 1
    return offset + 1


def _rrsig(rdata: bytes) -> int:
    return -(len(rdata) - _name_end(rdata, 18)) % 3


def _ipseckey(rdata: bytes) -> int:
    gateway = {0: 3, 1: 7, 2: 19}.get(rdata[1])
    return -(len(rdata) - (_name_end(rdata, 3) if gateway is None else gateway)) % 3


def _hip(rdata: bytes) -> int:
    return -int.from_bytes(rdata[2:4], "big") % 3


def _nsec3(rdata: bytes) -> int:
    hashed = rdata[5 + rdata[4]]
    bitmap = len(rdata) - 6 - rdata[4] - hashed
    return 2 - (-8 * hashed // 5) - hashed + (0 if bitmap else 2)


def _isdn(rdata: bytes) -> int:
    return _strings(rdata) + (1 if len(rdata) == rdata[0] + 1 else 0)


def _naptr(rdata: bytes) -> int:
    return _strings(rdata, 4, 3)


SURPLUS: dict[int, Callable[[bytes], int]] = {
    13: _strings, 16: _strings, 19: _strings, 20: _isdn, 24: _rrsig, 25: _base64(4), 27: _strings, 35: _naptr,
    37: _base64(5), 45: _ipseckey, 46: _rrsig, 48: _base64(4), 49: _base64(0), 50: _nsec3, 55: _hip, 56: _strings,
    57: _base64(4), 60: _base64(4), 61: _base64(0), 99: _strings, 100: _strings, 258: _strings, 261: _strings,
}  # fmt: skip
