"""What a Corefile says about transfer: which zones may be transferred to whom. This version transfers none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.addresses import host_port, parse_ip
from corefile.arguments import NotAllowedError, argument, each, every_occurrence, last, merged, origins
from corefile.options import Option, Options, Reader, quote

if TYPE_CHECKING:
    from pydns_host.block import Block

ANYONE = ("*", "")
_TWICE = "plugin/transfer: plugin/transfer: "  # the reference says the plugin's name twice here


@dataclass(frozen=True, slots=True)
class Config:
    """One `transfer`: the zones, the addresses and ports that may have them and are notified, what to send from."""

    zones: tuple[str, ...]
    to: tuple[tuple[str, str], ...]
    source: str = ""


def _target(text: str) -> tuple[str, str]:
    return ANYONE if text == "*" else host_port(text)


def _source(text: str) -> str:
    if parse_ip(text) is None:
        raise NotAllowedError(f"{_TWICE}invalid source address {quote(text)}")
    return text


OPTIONS = Options(
    Option("to", each(_target), "ADDRESS...: who may have the zones; * is anyone"),
    Option("source", argument(_source), "ADDRESS: what to send from", again=f"{_TWICE}source already specified"),
    unknown=_TWICE + "unknown property {quoted}",
)


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence stands by itself."""
    found = []
    for begins in every_occurrence(reader):
        zones = origins(reader, block.zones)
        known = len(reader.diagnostics)
        options = OPTIONS.read_block(reader)
        if "to" not in options and not reader.mistaken(known):
            reader.record(reader.error(f"{_TWICE}'to' is required", begins, code="CF211"))
        found.append(Config(zones, merged(options, "to"), last(options, "source", "")))
    return found
