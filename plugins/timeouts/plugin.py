"""Tells the host how long clients over connections may take. It sees no query; connections are the transports'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.plugins.timeouts.config import parse

if TYPE_CHECKING:
    from corefile.options import Reader


class Timeouts(Plugin):
    """What the server blocks of an address say counts for all connections to it."""

    name = "timeouts"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> None:
        """Set the block's `timeouts`."""
        parse(reader, block)
