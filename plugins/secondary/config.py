"""What a Corefile says about secondary: the zones, and the servers that they are transferred from.

This version checks it and transfers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.addresses import host_port
from corefile.arguments import each, every_occurrence, fallthrough, last, merged, origins
from corefile.options import Option, Options, Reader, one_of, quote
from corefile.zones import normalize_exact

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """One `secondary`: its zones, addresses and ports of their primaries, and what goes to the next plugin.

    `catalogs` are the member zones that a catalog zone (RFC 9432) may add, None when it is none.
    """

    zones: tuple[str, ...]
    primaries: tuple[tuple[str, str], ...]
    catalogs: tuple[str, ...] | None = None
    fallthrough: tuple[str, ...] = ()


def _primary(text: str) -> tuple[str, str]:
    if text == "*":
        raise ValueError("can't use '*' in transfer from")
    return host_port(text)


def _transfer(reader: Reader) -> tuple[Any, ...]:
    if not reader.next_arg():
        raise reader.arg_error()
    if reader.value != "from":
        raise reader.error(f"unknown property {reader.value}", hint=one_of(reader.value, ["from"]), code="CF213")
    return each(_primary)(reader)


def _member(text: str) -> tuple[str, ...]:
    zones = normalize_exact(text)
    if not zones:
        raise ValueError(f"invalid catalog member zone {quote(text)}")
    return zones


def _catalog(reader: Reader) -> tuple[str, ...]:
    return tuple(zone for zones in each(_member, least=0)(reader) for zone in zones)


OPTIONS = Options(
    Option("transfer", _transfer, "from ADDRESS...: the servers to transfer from"),
    Option("catalog", _catalog, "[ZONE...]: the zone is a catalog of member zones"),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
)


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence adds zones; words that are taken for one and are none are not read."""
    found = []
    for begins in every_occurrence(reader):
        if begins.value != "secondary":
            continue
        zones = origins(reader, block.zones)
        known = len(reader.diagnostics)
        options = OPTIONS.read_block(reader)
        if "transfer" not in options and not reader.mistaken(known):
            reader.record(reader.error("secondary zones require a transfer from property", begins, code="CF211"))
        catalogs = merged(options, "catalog") if "catalog" in options else None
        found.append(Config(zones, merged(options, "transfer"), catalogs, last(options, "fallthrough", ())))
    return found
