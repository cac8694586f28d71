"""Domain names as a zone file spells them: relative ones, `@`, escapes (RFC 1035 section 5.1), onto the wire.

Names as configuration has them are `pydns_host.names`' business.
"""

from __future__ import annotations

import re

from pydns_host import names

_ESCAPE = re.compile(rb"\\(?:(\d{3})|(.))", re.DOTALL)
_DOT_OR_ESCAPE = re.compile(rb"\\\d{3}|\\.|\.", re.DOTALL)
MAX_NAME = 255  # octets, RFC 1035 section 2.3.4


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1]) & 255,)) if match[1] else match[2]


def unescape(text: bytes) -> bytes:
    """The octets that a text with \\DDD and \\X stands for; of a number above 255 the low octet, as in CoreDNS."""
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _labels(text: bytes) -> list[bytes]:
    if b"\\" not in text:
        return text.split(b".")
    found, start = [], 0
    for match in _DOT_OR_ESCAPE.finditer(text):
        if match[0] == b".":
            found.append(unescape(text[start : match.start()]))
            start = match.end()
    found.append(unescape(text[start:]))
    return found


def to_wire(text: str, origin: bytes) -> bytes:
    """A name on the wire in the file's spelling; raises ValueError for what is none. `text` has a letter an octet."""
    if text == "@":
        return origin
    if text == ".":
        return names.ROOT
    octets = text.encode("latin-1")
    if b"." not in octets and b"\\" not in octets and 0 < len(octets) < 64 and len(octets) + len(origin) < MAX_NAME:
        return bytes((len(octets),)) + octets + origin  # the usual name has one label
    labels = _labels(octets)
    if labels[-1] == b"":
        labels.pop()
        origin = names.ROOT
    if not all(0 < len(label) < 64 for label in labels) or not labels:
        raise ValueError("empty or overlong label")
    wire = b"".join([bytes((len(label),)) + label for label in labels]) + origin
    if len(wire) > MAX_NAME:
        raise ValueError("name too long")
    return wire


class Names:
    """Names relative to one origin; each spelling is worked out once. `folds`: see `reader.Reader`."""

    def __init__(self, origin: bytes, folds: bool = True) -> None:
        self.origin = origin
        self.folds = folds
        self._known: dict[str, bytes] = {}

    def get(self, text: str) -> bytes:
        """The name on the wire; raises ValueError for what is none."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = to_wire(text, self.origin)
        return found

    def fold(self, wire: bytes) -> bytes:
        """A name as a zone keeps it."""
        return wire.lower() if self.folds else wire
