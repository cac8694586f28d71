"""What a Corefile says about ready: where it is told, and whether plugins are asked again that were ready once.

No address is opened here; that is `plugin`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corefile.arguments import argument, last, listen_address, once, one_word_of, port_number
from corefile.options import Option, Options, Reader

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT_ADDRESS = ":8181"
UNTIL_READY, CONTINUOUSLY = "until-ready", "continuously"


@dataclass(frozen=True, slots=True)
class Config:
    """An address with its port; `continuously` asks plugins again that have said that they are ready."""

    address: str = DEFAULT_ADDRESS
    continuously: bool = False


OPTIONS = Options(
    Option(
        "monitor",
        argument(one_word_of(UNTIL_READY, CONTINUOUSLY, wrong="monitor type '{}' not supported")),
        f"{UNTIL_READY}|{CONTINUOUSLY}: whether to ask again",
    ),
)


def parse(reader: Reader, block: Block) -> Config:
    """One `ready` in a server block."""
    config = Config()
    for _ in once(reader):
        with reader.recovering():
            config = replace(config, address=listen_address(reader, config.address, check=port_number))
        monitor = last(OPTIONS.read_block(reader), "monitor", UNTIL_READY)
        config = replace(config, continuously=monitor == CONTINUOUSLY)
    return config
