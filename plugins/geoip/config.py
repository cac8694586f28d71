"""What a Corefile says about geoip: the database of places. It is not opened here, and this version looks up none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence, nothing
from corefile.options import Option, Options, Reader, exactly

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """A database file, relative to the working directory; `edns_subnet` looks the client's network up instead."""

    path: str
    edns_subnet: bool = False


OPTIONS = Options(
    Option("edns-subnet", nothing, "look up the client's network (RFC 7871) where a query has one", single=True),
    unknown="unknown property {quoted}",
)


def parse(reader: Reader, block: Block) -> Config | None:
    """One database in a server block."""
    path, edns_subnet = "", False
    for _ in every_occurrence(reader):
        with reader.recovering():
            if not reader.next_arg():
                raise reader.arg_error()
            if path:
                raise reader.error("configuring multiple databases is not supported", code="CF214")
            path = reader.value
            exactly(0)(reader)
        edns_subnet = bool(OPTIONS.read_block(reader)) or edns_subnet
    return Config(path, edns_subnet)
