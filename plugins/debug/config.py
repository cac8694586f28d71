"""What a `debug` directive says: it sets marks of its server block. What is logged then is up to each plugin."""

from __future__ import annotations

from corefile.options import Reader
from pydns_host.block import Block


def parse(reader: Reader, block: Block) -> None:
    """Set the block's `debug`, and that exceptions are logged with their traceback."""
    for _ in reader.occurrences():
        if reader.next_arg():
            reader.record(reader.arg_error())
        block.debug = block.stacktrace = True
