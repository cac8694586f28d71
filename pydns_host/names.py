"""Domain names as they stand on the wire: uncompressed, as bytes, spelt as they came.

Lower-casing such bytes is safe for the whole name, since a length octet (at most 63) is below every letter.
Compression and messages are `wire`'s business, not this module's.
"""

from __future__ import annotations

from collections.abc import Iterator

import dns.name

ROOT = b"\0"
# RFC 1035 section 5.1 leaves escapes open; these are the ones that Go's DNS library writes, and so log lines have.
_SPECIAL = frozenset(b". '@;()\"\\")
_ESCAPED = tuple(
    f"\\{chr(octet)}" if octet in _SPECIAL else chr(octet) if 32 <= octet <= 126 else f"\\{octet:03d}"
    for octet in range(256)
)


def from_text(text: str) -> bytes:
    """Wire form of a presentation name, made absolute; raises `dns.exception.DNSException` for what is none."""
    return of_name(dns.name.from_text(text))


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
