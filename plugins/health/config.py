"""What a Corefile says about health: where it is told, and how long the process stays when it is to end.

No address is opened here; that is `plugin`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corefile.addresses import split_host_port
from corefile.arguments import argument, every_occurrence, last, listen_address, port_number
from corefile.options import Option, Options, Reader, parse_duration

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT_ADDRESS = ":8080"


@dataclass(frozen=True, slots=True)
class Config:
    """An address with its port, and the nanoseconds for which the process goes on when it is told to end."""

    address: str = DEFAULT_ADDRESS
    lameduck: int = 0


OPTIONS = Options(
    Option(
        "lameduck",
        argument(parse_duration, unreadable="unable to parse lameduck duration value: '{word}' : {error}"),
        "DURATION: stay for so long when told to end",
    ),
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one endpoint: the last address and the last duration count."""
    config = Config()
    for _ in every_occurrence(reader):
        with reader.recovering():
            config = replace(config, address=_address(reader, config.address))
        lameduck = last(OPTIONS.read_block(reader), "lameduck", config.lameduck)
        config = replace(config, lameduck=lameduck)
    return config


def _address(reader: Reader, default: str) -> str:
    """An address whose port is a number, since the endpoint is asked by its own process as http://ADDRESS."""
    address = listen_address(reader, default, check=port_number)
    port = split_host_port(address)[1]
    if not all(char in "0123456789" for char in port):
        raise reader.error(f'parse "http://{address}": invalid port ":{port}" after host', code="CF103")
    return address
