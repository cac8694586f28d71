"""What a Corefile says about autopath: whose search path is followed for a client. This version follows none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import UNUSABLE, every_occurrence
from corefile.zones import normalize_exact, origins_from_args_or_server_block

if TYPE_CHECKING:
    from corefile.nodes import Word
    from corefile.options import Reader
    from pydns_host.block import Block

KNOW_PATHS = ("kubernetes", "erratic")  # the plugins that have a search path for each client
# Directives that stand for no link of the chain, so that the reference looks for them in vain.
_NO_LINKS = frozenset(
    {"root", "proxyproto", "quic", "grpc_server", "https", "https3", "timeouts", "multisocket", "reload", "bind"}
    | {"debug", "ready", "health", "pprof", "tls", "on", "sign"}
)


@dataclass(frozen=True, slots=True)
class Config:
    """The zones, and either a plugin that is asked for search paths or a file like resolv.conf that has one."""

    zones: tuple[str, ...]
    plugin: str = ""
    file: str = ""


def parse(reader: Reader, block: Block) -> Config | None:
    """All occurrences make one plugin; what the last one says counts."""
    config = None
    for begins in every_occurrence(reader, replaces=True):
        args = reader.remaining_args()
        if not args:
            hint = "autopath has no block" if begins.value != reader.plugin else None
            reader.record(reader.error("no resolv-conf specified", begins, hint, code="CF211"))
            continue
        source = args.pop()
        for word in args:
            if not normalize_exact(word.value):
                reader.warn(f"'{word.value}' is not a zone and is left out", word, code="CF301")
        found = origins_from_args_or_server_block([word.value for word in args], block.zones)
        if source.value.startswith("@"):
            _check_plugin(reader, source, block.names)
            config = Config(found, plugin=source.value[1:])
        else:
            config = Config(found, file=source.value)
    return config


def _check_plugin(reader: Reader, word: Word, present: tuple[str, ...]) -> None:
    """Whether a plugin of the server block has search paths; the reference tells at its start."""
    name = word.value[1:]
    if name in KNOW_PATHS and name in present:
        return
    hint = f"known here: {', '.join('@' + known for known in KNOW_PATHS)}"
    if name in present and name not in _NO_LINKS:
        reader.record(reader.error(f"{name} does not implement the AutoPather interface", word, hint))
        return
    reader.warn(f"'{name}' is no plugin of this server block: no search path is followed", word, hint, code=UNUSABLE)
