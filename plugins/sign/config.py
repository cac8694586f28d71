"""What a Corefile says about sign: a zone file, the keys to sign it with, and where the signed one goes.

No file is read or written here, and this version signs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import UNUSABLE, every_occurrence, last, merged, origins
from corefile.options import Option, Options, Reader, quote, words

if TYPE_CHECKING:
    from pydns_host.block import Block

DIRECTORY = "/var/lib/coredns"


@dataclass(frozen=True, slots=True)
class Config:
    """One `sign`: a zone file, its zones, the keys (files without their suffix), and where the signed files go."""

    path: str
    zones: tuple[str, ...]
    keys: tuple[str, ...] = ()
    directory: str = DIRECTORY


def _key(reader: Reader) -> tuple[str, ...]:
    if not reader.next_arg():
        raise reader.arg_error()
    if reader.value == "directory":
        raise reader.error("directory: not implemented")
    if reader.value != "file":
        reader.warn(f"'{reader.value}' is no kind of key: it names none", hint="known here: file", code=UNUSABLE)
        return ()
    return tuple(word.value for word in words(1)(reader))


def _directory(reader: Reader) -> str:
    args = reader.remaining_args()
    if len(args) != 1:
        raise reader.error('can only be one argument after "directory"', code="CF211")
    return args[0].value


OPTIONS = Options(
    Option("key", _key, "file NAME...: the keys to sign with"),
    Option("directory", _directory, "NAME: where the signed zone goes", single=True),
)


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence signs a file."""
    found = []
    for _ in every_occurrence(reader):
        with reader.recovering():
            if not reader.next_arg():
                raise reader.arg_error()
            path = block.path(reader.value)
            if "\N{REPLACEMENT CHARACTER}" in path:
                reader.record(reader.error(f"dbfile {quote(path)} contains invalid characters"))
            zones = origins(reader, block.zones)
            options = OPTIONS.read_block(reader)
            keys = tuple(block.path(_base(name)) for name in merged(options, "key"))
            found.append(Config(path, zones, keys, block.path(last(options, "directory", DIRECTORY))))
    return found


def _base(name: str) -> str:
    """A key's file without its suffix; both the public and the private one may be named."""
    return name.removesuffix(".key") if name.endswith(".key") else name.removesuffix(".private")
