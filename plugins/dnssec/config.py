"""What a Corefile says about dnssec: the zones whose answers are signed, and the files of the keys.

No key is read here, and this version signs nothing on the fly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import UNUSABLE, last, merged, once, origins
from corefile.options import Option, Options, Reader, integer, words

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT_CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Config:
    """Zones, keys (files without their suffix, or names of AWS secrets) and how many signatures are remembered."""

    zones: tuple[str, ...]
    files: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    capacity: int = DEFAULT_CAPACITY


def _key(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Each key's kind and name."""
    if not reader.next_arg():
        raise reader.arg_error()
    kind = reader.value
    if kind not in ("file", "aws_secretsmanager"):
        text = f"'{kind}' is no kind of key: it names none"
        reader.warn(text, hint="known here: file, aws_secretsmanager", code=UNUSABLE)
        return ()
    return tuple((kind, word.value) for word in words(1)(reader))


OPTIONS = Options(
    Option("key", _key, "file NAME... or aws_secretsmanager NAME...: the keys to sign with"),
    Option("cache_capacity", integer(), "NUMBER: signatures that are remembered", single=True),
)


def parse(reader: Reader, block: Block) -> Config:
    """One `dnssec` in a server block."""
    config = Config(block.zones)
    for _ in once(reader):
        zones = origins(reader, block.zones)
        options = OPTIONS.read_block(reader)
        keys = merged(options, "key")
        config = Config(
            zones,
            tuple(block.path(_base(name)) for kind, name in keys if kind == "file"),
            tuple(name for kind, name in keys if kind != "file"),
            last(options, "cache_capacity", DEFAULT_CAPACITY),
        )
    return config


def _base(name: str) -> str:
    """A key's file without its suffix; both the public and the private one may be named."""
    return name.removesuffix(".key") if name.endswith(".key") else name.removesuffix(".private")
