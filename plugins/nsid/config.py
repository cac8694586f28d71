"""What a Corefile says about nsid: the name of this server, for clients that ask. Answers are `plugin`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.arguments import once
from corefile.options import Reader

if TYPE_CHECKING:
    from pydns_host.block import Block


def parse(reader: Reader, block: Block) -> str:
    """The words of the one `nsid` of a server block; "" for the machine's own name."""
    text = ""
    for _ in once(reader):
        text = " ".join(word.value for word in reader.remaining_args())
    return text
