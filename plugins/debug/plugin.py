"""Turns debug lines and tracebacks on. It sees no query; what is logged then is up to each plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.plugins.debug.config import parse

if TYPE_CHECKING:
    from corefile.options import Reader


class Debug(Plugin):
    """One `debug` in any server block turns debug lines on in all of them."""

    name = "debug"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> None:
        """Set the block's `debug`, and that exceptions are logged with their traceback."""
        parse(reader, block)
