"""What a Corefile says about loop: where its probe goes, which follows from the server block. Nothing is sent here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import once
from corefile.zones import parse_key

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """The first zone of the server block, and the port of its first key."""

    zone: str = "."
    port: int = 53


def parse(reader: Reader, block: Block) -> Config:
    """One `loop` in a server block, without arguments or options."""
    for _ in once(reader):
        if reader.next_arg():
            raise reader.arg_error()
    port = parse_key(block.keys[0])[0].port if block.keys else Config().port
    return Config(block.zones[0] if block.zones else Config().zone, port)
