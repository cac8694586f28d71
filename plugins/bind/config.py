"""What a `bind` directive says: addresses and names of interfaces, less those excepted.

What the names of interfaces stand for is asked of the machine when sockets are opened, not here.
"""

from __future__ import annotations

import re

from corefile.addresses import parse_ip
from corefile.nodes import Word
from corefile.options import Option, Options, Reader, quote, words
from pydns_host.block import Bind, Block

# What Linux refuses as the name of an interface, then words that are an address or a piece of syntax gone wrong.
_NO_INTERFACE = re.compile(r".*[/:\s].*|\.|\.\.|[0-9.]*|[{}]|except", re.DOTALL)
_MAX_INTERFACE = 15  # octets of the name of an interface


def _excepted(reader: Reader) -> list[Word]:
    found = words()(reader)
    if not found:
        raise reader.error("at least one address or interface must be given to except subdirective", code="CF211")
    return found


OPTIONS = Options(
    Option("except", _excepted, "ADDRESS|INTERFACE...: leave these out"),
    unknown='invalid option "{}"',
)


def parse(reader: Reader, block: Block) -> None:
    """Add to the block's `binds`; whether there is an interface of a name is left to the start."""
    for begins in reader.occurrences():
        hosts = reader.remaining_args()
        if not hosts:
            message = "at least one address or interface name is expected"
            reader.record(reader.error(message, begins, code="CF211"))
        excepted = OPTIONS.read_block(reader).get("except", [])
        for word in (word for line in excepted[:-1] for word in line):
            reader.warn(f"'{word.value}' is not excepted: the last except of a bind counts", word, code="CF343")
        left_out = excepted[-1] if excepted else []
        for word in (*hosts, *left_out):
            if not _is_host(word.value):
                message = f"not a valid IP address or interface name: {quote(word.value)}"
                reader.record(reader.error(message, word, code="CF105"))
        block.binds.append(Bind(tuple(hosts), tuple(left_out)))


def _is_host(text: str) -> bool:
    """Whether a text is an address or may be the name of an interface."""
    if parse_ip(text) is not None:
        return True
    return len(text.encode()) <= _MAX_INTERFACE and not _NO_INTERFACE.fullmatch(text)
