"""How one field of a record's data goes from words to octets: numbers, names, addresses, texts, bitmaps.

Which fields a type has is `rdata`'s business. An encoder raises ValueError for a word that it does not take.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import socket
from calendar import timegm
from collections.abc import Callable, Sequence
from datetime import datetime

import dns.dnssectypes
import dns.rdatatype
import dns.rdtypes.util

from pydns_host.zonefile.lexer import Token
from pydns_host.zonefile.owners import Names, unescape

Encode = Callable[[Token, Names], bytes]
EncodeRest = Callable[[Sequence[Token], Names], bytes]

_TTL = re.compile(r"(?:[0-9]*[smhdw])*[0-9]*", re.ASCII | re.IGNORECASE)
_TTL_PART = re.compile(r"([0-9]*)([smhdw]?)", re.ASCII | re.IGNORECASE)
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_CLASSES = {"IN": 1, "CS": 2, "CH": 3, "HS": 4, "NONE": 254, "ANY": 255}
_CHUNK = 255  # octets of one character-string, RFC 1035 section 3.3
_TYPES = {
    member.name.replace("_", "-"): int(member)
    for member in dns.rdatatype.RdataType
    if member.name not in ("NONE", "ANY")  # as words these are classes
}
KNOWN = frozenset(_TYPES.values())


class UnusableError(Exception):
    """The data reads well but is none: CoreDNS takes such a record from the file and then cannot send it."""


def rtype(word: str) -> int | None:
    """The number of a type's name, TYPEnnn among them (RFC 3597 section 5); None for a word that is none."""
    upper = word.upper()
    if upper.startswith("TYPE"):
        number = decimal(upper[4:])
        return number if number is not None and number < 1 << 16 else None
    return _TYPES.get(upper)


def rclass(word: str) -> int | None:
    """The number of a class's name, CLASSnnn among them; None for a word that is none."""
    upper = word.upper()
    if upper.startswith("CLASS"):
        number = decimal(upper[5:])
        return number if number is not None and number < 1 << 16 else None
    return _CLASSES.get(upper)


def decimal(word: str) -> int | None:
    """A decimal number without a sign, of at most 19 digits; None for what is none."""
    return int(word) if len(word) < 20 and word.isascii() and word.isdecimal() else None


def ttl(word: str) -> int | None:
    """Seconds, with units or without ("1h30m"); None for a word that is no TTL."""
    if not 0 < len(word) < 64 or not _TTL.fullmatch(word):
        return None
    parts = _TTL_PART.findall(word)
    seconds = sum(int(digits or 0) * _SECONDS[unit.lower()] for digits, unit in parts)
    return seconds if seconds < 1 << 32 else None


def unsigned(octets: int) -> Encode:
    """A decimal number of so many octets."""

    def encode(token: Token, names: Names) -> bytes:
        value = decimal(token.text)
        if value is None or value >> 8 * octets:
            raise ValueError(token.text)
        return value.to_bytes(octets, "big")

    return encode


def seconds(token: Token, names: Names) -> bytes:
    """A number of seconds, with units or without."""
    value = ttl(token.text)
    if value is None:
        raise ValueError(token.text)
    return value.to_bytes(4, "big")


def name(token: Token, names: Names) -> bytes:
    """A domain name in the file's spelling."""
    return names.get(token.text)


def lower_name(token: Token, names: Names) -> bytes:
    """A domain name in lower case, where the reference keeps it so in a zone."""
    return names.fold(names.get(token.text))


def ipv4(token: Token, names: Names) -> bytes:
    """An IPv4 address in dotted form."""
    return _address(socket.AF_INET, token.text)


def ipv6(token: Token, names: Names) -> bytes:
    """An IPv6 address (RFC 4291 section 2.2)."""
    return _address(socket.AF_INET6, token.text)


def _address(family: int, text: str) -> bytes:
    try:
        return socket.inet_pton(family, text)
    except OSError as error:
        raise ValueError(text) from error


def algorithm(token: Token, names: Names) -> bytes:
    """A DNSSEC algorithm, by number or mnemonic (RFC 4034 appendix A.1)."""
    try:
        return bytes((int(dns.dnssectypes.Algorithm.make(token.text.upper())),))
    except dns.exception.DNSException as error:
        raise ValueError(token.text) from error


def covered(token: Token, names: Names) -> bytes:
    """A type by its name."""
    found = rtype(token.text)
    if found is None:
        raise ValueError(token.text)
    return found.to_bytes(2, "big")


def moment(token: Token, names: Names) -> bytes:
    """A time as YYYYMMDDHHmmSS or in seconds since 1970 (RFC 4034 section 3.2)."""
    if len(token.text) != 14:
        return unsigned(4)(token, names)
    when = datetime.strptime(token.text, "%Y%m%d%H%M%S")
    return (timegm(when.timetuple()) & 0xFFFFFFFF).to_bytes(4, "big")


def string(token: Token, names: Names) -> bytes:
    """One character-string with its length."""
    octets = unescape(token.text.encode("latin-1"))
    if len(octets) > _CHUNK:
        raise ValueError(token.text)
    return bytes((len(octets),)) + octets


def strings(tokens: Sequence[Token], names: Names) -> bytes:
    """Character-strings; one that is too long is cut into several, as the reference does."""
    found = []
    for token in tokens:
        octets = unescape(token.text.encode("latin-1"))
        for start in range(0, max(len(octets), 1), _CHUNK):
            chunk = octets[start : start + _CHUNK]
            found.append(bytes((len(chunk),)) + chunk)
    return b"".join(found)


def text(tokens: Sequence[Token], names: Names) -> bytes:
    """One text without a length."""
    if len(tokens) != 1:
        raise ValueError("one text")
    return unescape(tokens[0].text.encode("latin-1"))


def hexadecimal(tokens: Sequence[Token], names: Names) -> bytes:
    """Octets in hexadecimal digits, blanks between them allowed."""
    try:
        return bytes.fromhex("".join(token.text for token in tokens))
    except ValueError as error:
        raise UnusableError(str(error)) from error


def base_64(tokens: Sequence[Token], names: Names) -> bytes:
    """Octets in base64 (RFC 4648 section 4), blanks between them allowed."""
    try:
        return base64.b64decode("".join(token.text for token in tokens), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnusableError(str(error)) from error


def bitmap(tokens: Sequence[Token], names: Names) -> bytes:
    """The types of an NSEC (RFC 4034 section 4.1.2)."""
    numbers = []
    for token in tokens:
        number = rtype(token.text)
        if number is None:
            raise ValueError(token.text)
        numbers.append(dns.rdatatype.RdataType.make(number))
    octets = io.BytesIO()
    dns.rdtypes.util.Bitmap.from_rdtypes(numbers).to_wire(octets)
    return octets.getvalue()
