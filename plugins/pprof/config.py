"""What a Corefile says about pprof: where profiles would be served. Ours has none, so this only checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import argument, last, listen_address, once, port_number
from corefile.options import Option, Options, Reader, atoi

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """An address with its port, and one blocking event profiled in so many nanoseconds (0: none)."""

    address: str = "localhost:6053"
    block_rate: int = 0


OPTIONS = Options(
    Option(
        "block",
        argument(atoi, unreadable="property 'block' invalid integer value '{word}'", optional=True, default=1),
        "[RATE]: profile blocking, once in so many nanoseconds",
        single=True,
    ),
)


def parse(reader: Reader, block: Block) -> Config:
    """One `pprof` in a server block."""
    config = Config()
    for _ in once(reader):
        with reader.recovering():
            config = Config(listen_address(reader, config.address, check=port_number))
        config = Config(config.address, last(OPTIONS.read_block(reader), "block", 0))
    return config
