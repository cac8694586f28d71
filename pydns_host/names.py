"""Domain names as they stand on the wire: uncompressed, as bytes, spelt as they came.

Lower-casing such bytes is safe for the whole name, since a length octet (at most 63) is below every letter.
Compression and messages are `wire`'s business, not this module's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dns.name

ROOT = b"\0"
_MAX_NAME, _MAX_LABEL = 255, 63  # octets, RFC 1035 section 2.3.4
_PART = re.compile(rb"\\([0-9]{3})|\\([^0-9])|([^\\])", re.S)  # \DDD, \X, or an octet for itself
# RFC 1035 section 5.1 leaves escapes open; these are the ones that Go's DNS library writes, and so log lines have.
_SPECIAL = frozenset(b". '@;()\"\\")
_ESCAPED = tuple(
    f"\\{chr(octet)}" if octet in _SPECIAL else chr(octet) if 32 <= octet <= 126 else f"\\{octet:03d}"
    for octet in range(256)
)


class BadName(ValueError):
    """A text that is no domain name: an empty label, one of over 63 octets, over 255 in all, a broken escape."""


def from_text(text: str) -> bytes:
    """Wire form of a presentation name (RFC 1035 section 5.1), made absolute; raises `BadName` for what is none.

    What is not ASCII is internationalised (RFC 3490).
    """
    octets = text.encode("ascii") if text.isascii() else _internationalised(text)
    if octets in (b"", b"."):
        return ROOT
    labels = _labels_with_escapes(octets) if b"\\" in octets else octets.removesuffix(b".").split(b".")
    if not all(0 < len(label) <= _MAX_LABEL for label in labels):
        raise BadName(f"{text}: a label has 1 to {_MAX_LABEL} octets")
    wire = b"".join([bytes((len(label),)) + label for label in labels]) + ROOT
    if len(wire) > _MAX_NAME:
        raise BadName(f"{text}: a name has at most {_MAX_NAME} octets")
    return wire


def _internationalised(text: str) -> bytes:
    import dns.exception
    import dns.name

    try:
        return dns.name.from_text(text).to_text().encode("ascii")
    except (dns.exception.DNSException, UnicodeError) as error:
        raise BadName(f"{text}: {error}") from error


def _labels_with_escapes(octets: bytes) -> list[bytes]:
    labels, offset = [bytearray()], 0
    while offset < len(octets):
        part = _PART.match(octets, offset)
        if part is None or int(part[1] or 0) > 255:
            raise BadName(f"{octets.decode(errors='replace')}: a bad escape")
        offset = part.end()
        if part[3] == b".":
            labels.append(bytearray())
        else:
            labels[-1] += bytes((int(part[1]),)) if part[1] else part[2] or part[3]
    if not labels[-1]:
        labels.pop()
    return [bytes(label) for label in labels]


def of_name(name: dns.name.Name) -> bytes:
    """Wire form of dnspython's name, which must be absolute; its spelling stays."""
    return b"".join(len(label).to_bytes(1, "big") + label for label in name.labels)


def to_text(wire: bytes) -> str:
    """Presentation form with the final dot, escaped as the reference escapes it in log lines."""
    if wire == ROOT:
        return "."
    parts = []
    offset = 0
    while length := wire[offset]:
        label = wire[offset + 1 : offset + 1 + length]
        # The usual label has nothing to escape: letters, digits and hyphens, once underscores are out.
        if label.replace(b"_", b"").replace(b"-", b"").isalnum():
            parts.append(label.decode("ascii"))
        else:
            parts.append("".join([_ESCAPED[octet] for octet in label]))
        offset += length + 1
    return ".".join(parts) + "."


def suffixes(key: bytes) -> Iterator[bytes]:
    """The name itself and each of its ancestors, the root last."""
    offset = 0
    while length := key[offset]:
        yield key[offset:]
        offset += length + 1
    yield ROOT


def is_subdomain(key: bytes, zone: bytes) -> bool:
    """Whether `key` is `zone` or below it; both in lower case. Compares at label borders only."""
    cut = len(key) - len(zone)
    if cut < 0 or not key.endswith(zone):
        return False
    offset = 0
    while offset < cut:
        offset += key[offset] + 1
    return offset == cut


def labels(wire: bytes) -> tuple[bytes, ...]:
    """The labels without the root's empty one."""
    found = []
    offset = 0
    while length := wire[offset]:
        found.append(wire[offset + 1 : offset + 1 + length])
        offset += length + 1
    return tuple(found)
