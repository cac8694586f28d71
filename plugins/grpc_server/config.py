"""What a Corefile says about grpc_server: the limits of DNS over gRPC. They are only checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import first_occurrence, last, limit, no_arguments
from corefile.options import Options, Reader

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """Each limit, None for the default."""

    max_streams: int | None = None
    max_connections: int | None = None


OPTIONS = Options(
    limit("max_streams", 0, "streams at once on one connection"),
    limit("max_connections", 0, "connections at once"),
)


def parse(reader: Reader, block: Block) -> Config:
    """The first occurrence in a server block; no other is read."""
    config = Config()
    for _ in first_occurrence(reader):
        no_arguments(reader)
        found = OPTIONS.read_block(reader)
        config = Config(last(found, "max_streams", None), last(found, "max_connections", None))
    return config
