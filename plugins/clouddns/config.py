"""What a Corefile says about clouddns: zones of Google Cloud DNS, and the credentials to read them with.

This version checks it and asks no cloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence, fallthrough, last, without_effect
from corefile.options import Option, Options, Reader, one, quote

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone's name, the project that it belongs to, and what it is called there."""

    name: str
    project: str
    hosted_zone: str


@dataclass(frozen=True, slots=True)
class Config:
    """One `clouddns`: its zones, a file with credentials ("": those of the environment), what goes on."""

    zones: tuple[Zone, ...]
    credentials: str = ""
    fallthrough: tuple[str, ...] = ()


OPTIONS = Options(
    Option("credentials", one(), "FILE: a service account's key", single=True),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
    Option("upstream", without_effect("names outside the zones are always looked up in this server"), "does nothing"),
    unknown="unknown property {quoted}",
)


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence is a link of its own."""
    found = []
    for _ in every_occurrence(reader):
        zones = _zones(reader, reader.remaining_args())
        options = OPTIONS.read_block(reader)
        found.append(Config(zones, last(options, "credentials", ""), last(options, "fallthrough", ())))
    return found


def _zones(reader: Reader, args: list[Word]) -> tuple[Zone, ...]:
    zones: dict[str, Zone] = {}
    for word in args:
        name, project, hosted_zone = [*word.value.split(":", 2), "", ""][:3]
        if not name or not project or not hosted_zone:
            reader.record(reader.error(f"invalid zone {quote(word.value)}", word, "write ZONE:PROJECT:HOSTED_ZONE"))
        elif word.value in zones:
            reader.record(reader.error(f"conflict zone {quote(word.value)}", word))
        else:
            zones[word.value] = Zone(name, project, hosted_zone)
    return tuple(zones.values())
