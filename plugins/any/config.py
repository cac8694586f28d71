"""What a Corefile says about any: nothing but that it is there. Answers are `plugin`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.arguments import first_occurrence
from corefile.options import Reader

if TYPE_CHECKING:
    from pydns_host.block import Block


def parse(reader: Reader, block: Block) -> tuple[()]:
    """No argument and no block; only the first `any` is read."""
    for _ in first_occurrence(reader):
        if reader.next_arg():
            raise reader.arg_error()
    return ()
