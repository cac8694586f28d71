"""What a Corefile says about k8s_external: the zones in which services have names for the world outside.

This version checks it and serves none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.arguments import every_occurrence, fallthrough, first_argument, last, nothing, origins, within
from corefile.options import Option, Options, Reader, atoi

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """The zones, the TTL of answers in seconds, the name at which SOA and NS point, and what goes to the next plugin.

    `headless` says that services without an address of their own have records, too.
    """

    zones: tuple[str, ...]
    ttl: int = 5
    apex: str = "dns"
    headless: bool = False
    fallthrough: tuple[str, ...] = ()


OPTIONS = Options(
    Option(
        "ttl",
        first_argument(within(atoi, 0, 3600, wrong="ttl must be in range [0, 3600]: {}")),
        "SECONDS: how long answers may be cached",
        single=True,
    ),
    Option("apex", first_argument(), "NAME: the label of the name server in SOA and NS", single=True),
    Option("headless", nothing, "serve services without an address of their own, too", single=True),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin; the zones are those of the last."""
    zones, found = block.zones, dict[str, list[Any]]()
    if "kubernetes" not in block.names:
        hint = "add kubernetes to this server block"
        reader.record(reader.error("kubernetes plugin not loaded", reader.words[0], hint))
    for _ in every_occurrence(reader, replaces=True):
        zones = origins(reader, block.zones)
        for option, values in OPTIONS.read_block(reader).items():
            found.setdefault(option, []).extend(values)
    return Config(
        zones,
        ttl=last(found, "ttl", 5),
        apex=last(found, "apex", "dns"),
        headless="headless" in found,
        fallthrough=last(found, "fallthrough", ()),
    )
