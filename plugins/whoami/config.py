"""What a `whoami` directive says: nothing but that it is there. Answers are `plugin`'s."""

from __future__ import annotations

from corefile.options import Reader
from pydns_host.block import Block


def parse(reader: Reader, block: Block) -> tuple[()]:
    """No argument; what stands after the first occurrence is not read, as in the reference."""
    reader.next()
    if reader.next_arg():
        reader.record(reader.arg_error())
    elif reader.next():
        reader.warn("only the first whoami of a server block is read", code="CF340")
    return ()
