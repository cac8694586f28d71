"""What a `root` directive says: the folder of a server block's files. Whether it is there is `plugin`'s question."""

from __future__ import annotations

from dataclasses import dataclass

from corefile import Span
from corefile.options import Reader
from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """The folder as it is written, and where."""

    path: str
    span: Span


def parse(reader: Reader, block: Block) -> Config | None:
    """Set the block's `root`, before any other plugin names a file."""
    config = None
    for _ in reader.occurrences():
        if not reader.next_arg():
            reader.record(reader.arg_error())
            continue
        if config is not None:
            reader.warn(f"'{config.path}' is not used: the last root of a server block counts", code="CF342")
        config = Config(reader.value, reader.word.span)
        block.root = config.path
    return config
