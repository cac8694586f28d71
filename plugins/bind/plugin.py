"""Tells the host which addresses a server block listens on. It sees no query; sockets are the host's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.plugins.bind.config import parse

if TYPE_CHECKING:
    from corefile.options import Reader


class Bind(Plugin):
    """Each `bind` adds addresses, less those that it excepts."""

    name = "bind"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> None:
        """Add to the block's `binds`."""
        parse(reader, block)
