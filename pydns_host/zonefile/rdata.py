"""A record's data from the words of a zone file: a table of the common types, dnspython for all others.

Errors name the field as CoreDNS does. How a single field is written is `fields`' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from pydns_host.zonefile import fields
from pydns_host.zonefile.fields import Encode, EncodeRest, UnusableError, unsigned
from pydns_host.zonefile.lexer import Token
from pydns_host.zonefile.owners import Names
from pydns_host.zonefile.rrtypes import HTTPS, SVCB


class FieldError(Exception):
    """A word of the data that cannot stand there."""

    def __init__(self, text: str, token: Token) -> None:
        super().__init__(text)
        self.text = text
        self.token = token


class Layout(NamedTuple):
    """The fields of a type, each with the name that errors use; `rest` takes all words that are left."""

    each: tuple[tuple[str, Encode], ...]
    rest: tuple[str, EncodeRest] | None = None


_U8, _U16, _U32 = unsigned(1), unsigned(2), unsigned(4)
_NAME = fields.name
_KEY = Layout((("Flags", _U16), ("Protocol", _U8), ("Algorithm", fields.algorithm)), ("PublicKey", fields.base_64))
_DIGEST = Layout(
    (("KeyTag", _U16), ("Algorithm", fields.algorithm), ("DigestType", _U8)), ("Digest", fields.hexadecimal)
)
_CERTIFICATE = Layout((("Usage", _U8), ("Selector", _U8), ("MatchingType", _U8)), ("Certificate", fields.hexadecimal))
# Names in a zone are sent in lower case where the reference does so.
_LAYOUTS: dict[str, Layout] = {
    "A": Layout((("A", fields.ipv4),)),
    "NS": Layout((("Ns", fields.lower_name),)),
    "CNAME": Layout((("Target", fields.lower_name),)),
    "SOA": Layout(
        (
            ("Ns", fields.lower_name),
            ("Mbox", fields.lower_name),
            ("zone parameter", _U32),
            *(("zone parameter", fields.seconds),) * 4,
        )
    ),
    "PTR": Layout((("Ptr", _NAME),)),
    "MX": Layout((("Pref", _U16), ("Mx", fields.lower_name))),
    "TXT": Layout((), ("Txt", fields.strings)),
    "RP": Layout((("Mbox", _NAME), ("Txt", _NAME))),
    "AFSDB": Layout((("Subtype", _U16), ("Hostname", _NAME))),
    "AAAA": Layout((("AAAA", fields.ipv6),)),
    "SRV": Layout((("Priority", _U16), ("Weight", _U16), ("Port", _U16), ("Target", _NAME))),
    "NAPTR": Layout(
        (
            ("Order", _U16),
            ("Preference", _U16),
            ("Flags", fields.string),
            ("Service", fields.string),
            ("Regexp", fields.string),
            ("Replacement", _NAME),
        )
    ),
    "KX": Layout((("Pref", _U16), ("Exchanger", _NAME))),
    "DNAME": Layout((("Target", _NAME),)),
    "DS": _DIGEST,
    "SSHFP": Layout((("Algorithm", _U8), ("Type", _U8)), ("Fingerprint", fields.hexadecimal)),
    "RRSIG": Layout(
        (
            ("Typecovered", fields.covered),
            ("Algorithm", fields.algorithm),
            ("Labels", _U8),
            ("OrigTtl", _U32),
            ("Expiration", fields.moment),
            ("Inception", fields.moment),
            ("KeyTag", _U16),
            ("SignerName", _NAME),
        ),
        ("Signature", fields.base_64),
    ),
    "NSEC": Layout((("NextDomain", _NAME),), ("TypeBitMap", fields.bitmap)),
    "DNSKEY": _KEY,
    "TLSA": _CERTIFICATE,
    "SMIMEA": _CERTIFICATE,
    "CDS": _DIGEST,
    "CDNSKEY": _KEY,
    "SPF": Layout((), ("Txt", fields.strings)),
    "URI": Layout((("Priority", _U16), ("Weight", _U16)), ("Target", fields.text)),
    "CAA": Layout((("Flag", _U8), ("Tag", fields.string)), ("Value", fields.text)),
}
_BY_TYPE = {fields.rtype(name): (name, layout) for name, layout in _LAYOUTS.items()}
_GENERIC = "\\#"


def parse(rtype: int, tokens: Sequence[Token], end: Token, names: Names) -> bytes:
    """The data of a record of class IN on the wire; `end` is named when a word is missing.

    Raises `FieldError` for words that do not fit, `UnusableError` for data that cannot be sent.
    """
    if tokens and tokens[0].text == _GENERIC:
        return _generic(rtype, tokens, end)
    known = _BY_TYPE.get(rtype)
    if known is None:
        return _by_dnspython(rtype, tokens, end, names)
    name, (each, rest) = known
    found = []
    for index, (field, encode) in enumerate(each):
        if index >= len(tokens):
            raise FieldError(f"bad {name} {field}", end)
        try:
            found.append(encode(tokens[index], names))
        except ValueError as error:
            raise FieldError(f"bad {name} {field}", tokens[index]) from error
    left = tokens[len(each) :]
    if rest is None:
        if left:
            raise FieldError("garbage after rdata", left[0])
        return b"".join(found)
    field, encode_rest = rest
    try:
        return b"".join(found) + encode_rest(left, names)
    except ValueError as error:
        raise FieldError(f"bad {name} {field}", left[-1] if left else end) from error


def _generic(rtype: int, tokens: Sequence[Token], end: Token) -> bytes:
    """Data as octets: `\\# LENGTH HEX` (RFC 3597 section 5); data of a known type must be valid."""
    length = tokens[1] if len(tokens) > 1 else end
    try:
        octets = bytes.fromhex("".join(token.text for token in tokens[2:]))
        if fields.decimal(length.text) != len(octets):
            raise ValueError("length")
        known = dns.rdata.from_wire(dns.rdataclass.IN, dns.rdatatype.RdataType.make(rtype), octets, 0, len(octets))
    except (ValueError, dns.exception.DNSException) as error:
        raise FieldError("bad RFC3597 Rdata", length) from error
    return known.to_wire() or b""


def _by_dnspython(rtype: int, tokens: Sequence[Token], end: Token, names: Names) -> bytes:
    """Data of a type that has no layout here."""
    if rtype not in fields.KNOWN:
        raise FieldError("bad RFC3597 Rdata", tokens[0])
    words: list[str] = []
    for token in tokens:
        word = f'"{token.text}"' if token.quoted else token.text
        if rtype in (SVCB, HTTPS) and len(words) == 1 and names.folds:
            word = word.lower()  # the target
        if token.glued and words:
            words[-1] += word
        else:
            words.append(word)
    kind = dns.rdatatype.RdataType.make(rtype)
    line = "".join(letter if letter < "\x80" else f"\\{ord(letter):03d}" for letter in " ".join(words))
    origin, _ = dns.name.from_wire(names.origin, 0)
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, kind, line, origin, relativize=False).to_wire() or b""
    except dns.exception.DNSException as error:
        raise FieldError(f"bad {dns.rdatatype.to_text(kind)}: {error}", tokens[-1] if tokens else end) from error


__all__ = ["FieldError", "Layout", "UnusableError", "parse"]
