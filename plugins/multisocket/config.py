"""What a Corefile says about multisocket: how many sockets an address has. The host opens them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corefile.numbers import atoi
from corefile.options import Reader

if TYPE_CHECKING:
    from pydns_host.block import Block

MOST = 1024


def parse(reader: Reader, block: Block) -> int:
    """The number of the one `multisocket` of a server block; as many as there are processors without one."""
    reader.next()
    args = reader.remaining_args()
    if len(args) > 1 or reader.next():
        raise reader.arg_error()
    if not args:
        return os.cpu_count() or 1
    try:
        number = int(atoi(args[0].value))
    except ValueError as error:
        raise reader.error(f"invalid num sockets: {error}", args[0]) from None
    if number < 1:
        raise reader.error(f"num sockets can not be zero or negative: {number}", args[0])
    if number > MOST:
        raise reader.error(f"num sockets exceeds maximum ({MOST}): {number}", args[0])
    return number
