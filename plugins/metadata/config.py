"""What a Corefile says about metadata: the zones whose queries are labelled in advance.

Which plugins do that is `plugin`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import origins
from corefile.options import Reader

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """Zones as texts, lower case, with their final dots."""

    zones: tuple[str, ...]


def parse(reader: Reader, block: Block) -> Config:
    """One `metadata` in a server block, and nothing in braces."""
    config = Config(block.zones)
    for number, _ in enumerate(reader.occurrences()):
        if number:
            reader.record(reader.arg_error())
            break
        config = Config(origins(reader, block.zones))
        if reader.next_block():
            reader.record(reader.arg_error())
            break
    return config
