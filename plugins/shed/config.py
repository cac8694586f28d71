"""What a Corefile says about shed: only that it is there. This version checks it and sheds no load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import no_arguments, once
from corefile.numbers import quote
from corefile.zones import split_transport

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """There is nothing to say."""


def parse(reader: Reader, block: Block) -> Config:
    """One `shed` in a server block, without options; every key of the block must be plain DNS."""
    for begins in once(reader):
        no_arguments(reader)
        with reader.recovering():
            if reader.next_block():
                raise reader.error("shed takes no options", code="CF213")
        for key in block.keys:
            transport, _ = split_transport(key)
            if transport != "dns":
                text = f"only plain DNS server blocks are supported; {quote(key)} uses transport {quote(transport)}"
                reader.record(reader.error(text, begins))
    return Config()
