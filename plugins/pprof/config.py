"""What a Corefile says about pprof: where profiles would be served. Ours has none, so this only checks it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.addresses import split_host_port
from corefile.arguments import argument, last, once, value_of
from corefile.options import Option, Options, Reader, atoi, words

if TYPE_CHECKING:
    from pydns_host.block import Block

MAX_PORT = 65535


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
            config = Config(_address(reader) or config.address)
        config = Config(config.address, last(OPTIONS.read_block(reader), "block", 0))
    return config


def _address(reader: Reader) -> str:
    args = words(0, 1)(reader)
    if not args:
        return ""
    _, port = value_of(reader, args[0], split_host_port)
    with suppress(ValueError):  # a name is the machine's business
        if not 0 <= atoi(port or "0") <= MAX_PORT:
            raise reader.error(f"listen tcp: address {port}: invalid port", args[0], code="CF103")
    return args[0].value
