"""Says how many workers share the sockets of an address. It sees no query; workers are the host's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.plugins.multisocket.config import parse

if TYPE_CHECKING:
    from corefile.options import Reader


class Multisocket(Plugin):
    """The greatest number of all server blocks counts."""

    name = "multisocket"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> None:
        """Set the block's `sockets`."""
        parse(reader, block)
