"""What a Corefile says about chaos: a version and authors. Answers are `plugin`'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pydns_host
from corefile.arguments import NEVER_READ
from corefile.options import Reader

if TYPE_CHECKING:
    from pydns_host.block import Block

MAX_TEXT = 255  # octets of one text in a TXT record, RFC 1035 section 3.3
AUTHORS = ("the authors of pydns-host",)


@dataclass(frozen=True, slots=True)
class Config:
    """What is told: texts as octets."""

    version: bytes
    authors: tuple[bytes, ...]


def parse(reader: Reader, block: Block) -> Config:
    """The first `chaos` of a server block: a version, then authors."""
    reader.next()
    args = [word.value for word in reader.remaining_args()]
    version = args[0] if args else f"pydns-host-{pydns_host.__version__}"
    authors = sorted({_trimmed(author) for author in args[1:] or AUTHORS})
    if reader.next_block():
        reader.record(reader.error(f"unknown property '{reader.value}'", code="CF213"))
    elif reader.next():
        reader.warn("only the first chaos of a server block is read", code=NEVER_READ)
    return Config(_trimmed(version), tuple(authors))


def _trimmed(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")[:MAX_TEXT]
