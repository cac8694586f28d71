"""What a Corefile says about bufsize: the most octets of an answer over UDP. Answers are `plugin`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.arguments import first_occurrence
from corefile.nodes import Word
from corefile.numbers import atoi
from corefile.options import Reader

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT = 1232  # octets: what DNS Flag Day 2020 agreed on
LEAST, MOST = 512, 4096


def parse(reader: Reader, block: Block) -> int:
    """The size that the first `bufsize` of a server block names."""
    size = DEFAULT
    for _ in first_occurrence(reader):
        args = reader.remaining_args()
        if args:
            size = _size(reader, args)
        if reader.following is not None:
            reader.warn("a block behind bufsize is never read", reader.following, code="CF341")
    return size


def _size(reader: Reader, args: list[Word]) -> int:
    try:
        size = atoi(args[0].value)
    except ValueError:
        size = 0
    if len(args) > 1 or not LEAST <= size <= MOST:
        # The reference complains about the number of words here, and says the plugin's name twice.
        complaint = reader.arg_error().diagnostic.message
        hint = f"a size is a number from {LEAST} to {MOST}"
        raise reader.error(complaint.replace("plugin/bufsize:", "plugin/bufsize: plugin/bufsize:"), hint=hint)
    return int(size)
