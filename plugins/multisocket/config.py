"""What a Corefile says about multisocket: how many sockets an address has. The host opens them."""

from __future__ import annotations

from corefile.numbers import atoi
from corefile.options import Reader
from pydns_host.block import AS_MANY_AS_CORES, Block

MOST = 1024


def parse(reader: Reader, block: Block) -> None:
    """Set the block's `sockets` to the number of its one `multisocket`; without one, as many as there are cores."""
    reader.next()
    args = reader.remaining_args()
    if len(args) > 1 or reader.next():
        raise reader.arg_error()
    if not args:
        block.sockets = AS_MANY_AS_CORES
        return
    try:
        number = int(atoi(args[0].value))
    except ValueError as error:
        raise reader.error(f"invalid num sockets: {error}", args[0]) from None
    if number < 1:
        raise reader.error(f"num sockets can not be zero or negative: {number}", args[0])
    if number > MOST:
        raise reader.error(f"num sockets exceeds maximum ({MOST}): {number}", args[0])
    block.sockets = number
