"""What a Corefile says about prometheus: where metrics are told, and which of the process beside the usual ones.

No address is opened here; that is `plugin`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corefile.arguments import argument, last, listen_address, once
from corefile.options import Option, Options, Reader, words

if TYPE_CHECKING:
    from pydns_host.block import Block

EXTRAS = {"auth": "basic_auth_users in the file of tls"}
DEFAULT_ADDRESS = "localhost:9153"


@dataclass(frozen=True, slots=True)
class Config:
    """An address with its port; `zones` are those of the server block; `tls` is a file, "" for plain HTTP."""

    zones: tuple[str, ...] = (".",)
    address: str = DEFAULT_ADDRESS
    runtime: bool = False
    tls: str = ""


def _nothing_more(reader: Reader) -> bool:
    words(0, 0)(reader)
    return True


OPTIONS = Options(
    Option("runtime_metrics", _nothing_more, "tell of the interpreter's garbage collection, too"),
    Option("tls", argument(), "FILE: the settings of HTTPS", again="tls block already specified"),
    unknown="unknown option: {}",
)


def parse(reader: Reader, block: Block) -> Config:
    """One `prometheus` in a server block."""
    config = Config(block.zones)
    for _ in once(reader):
        with reader.recovering():
            config = replace(config, address=listen_address(reader, config.address))
        found = OPTIONS.read_block(reader)
        config = replace(config, runtime="runtime_metrics" in found, tls=last(found, "tls", ""))
    return config
