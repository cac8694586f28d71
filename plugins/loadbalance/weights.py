"""The file of weights: names, and under each the addresses that are likelier to come first.

Reading blocks, so it is done in a thread; what a weight does is `orders`' business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from corefile.addresses import parse_ip
from corefile.numbers import parse_uint
from pydns_host import names
from pydns_host.records import Record

Weights = dict[tuple[bytes, bytes], int]
"""The weight, 1 to 255, of each name (on the wire, in lower case) and address (packed)."""

_MAPPED = bytes(10) + b"\xff\xff"  # an IPv4 address in IPv6 clothes, RFC 4291 section 2.5.5.2
_MOST = 8  # bits of a weight


class WeightsError(Exception):
    """The file cannot be read, or says what cannot be understood; the text is the reference's."""


class MissingWeightsError(WeightsError):
    """The file cannot be opened."""


def parse(text: str, path: str) -> Weights:
    """What a file says; raises `WeightsError`. Of several weights of one address the first counts."""
    found: Weights = {}
    key: bytes | None = None
    for line in text.split("\n"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) > 2:
            raise WeightsError(f'could not parse weight line:"{line.strip()}" in weight file {path}')
        if len(words) == 1:
            key = _key(words[0], path)
            continue
        address, weight = _weight(words[0], words[1], path)
        if key is None:
            raise WeightsError(f"missing domain name in weight file {path}")
        found.setdefault((key, address), weight)
    return found


def _key(name: str, path: str) -> bytes:
    if parse_ip(name) is not None:
        text = f'wrong domain name:"{name}" in weight file {path}. (Maybe a missing weight value?)'
        raise WeightsError(text)
    try:
        return names.from_text(name).lower()
    except names.BadName:
        return b""  # what is no name is the owner of no record


def _weight(address: str, weight: str, path: str) -> tuple[bytes, int]:
    parsed = parse_ip(address)
    if parsed is None:
        raise WeightsError(f'wrong IP address:"{address}" in weight file {path}')
    try:
        value = parse_uint(weight, _MOST)
    except ValueError:
        value = 0
    if not value:
        raise WeightsError(f'wrong weight value:"{weight}" in weight file {path}')
    return parsed.packed, value


class WeightFile:
    """A file of weights, and what was read of it last."""

    def __init__(self, path: str, read: Callable[[str], bytes] = lambda path: Path(path).read_bytes()) -> None:
        self.path = path
        self.weights: Weights = {}
        self._read = read
        self._seen = b""

    def refresh(self) -> bool:
        """Read the file; whether it had changed. Raises `WeightsError`, once for the same text."""
        try:
            octets = self._read(self.path)
        except OSError as error:
            raise MissingWeightsError("weight file open error") from error
        seen = hashlib.sha256(octets).digest()
        if seen == self._seen:
            return False
        self._seen = seen
        self.weights = parse(octets.decode("utf-8", "replace"), self.path)
        return True

    def of(self, record: Record) -> int:
        """The weight of an address record; 1 for one that the file does not have."""
        address = record.rdata
        if address.startswith(_MAPPED) and len(address) == 16:
            address = address[12:]
        return self.weights.get((record.owner.lower(), address), 1)
