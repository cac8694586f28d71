"""What a Corefile says about gathersrv: the distributed zone, and each cluster's zone and prefix.

Zones become wire octets here, once. What prefixes do to names is `rewrite`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corefile.nodes import Word
from corefile.options import Reader
from corefile.zones import normalize
from pydns_host import names
from pydns_host.block import Block
from pydns_host.plugins.gathersrv.rewrite import UNFIT, parse_prefix

NEAR = 2  # edits between a misspelt zone and the one that is meant


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster's zone in wire form, and the text that its host names begin with in the distributed zone."""

    zone: bytes
    prefix: str


@dataclass(frozen=True, slots=True)
class Config:
    """The distributed zone in wire form, and the clusters in the order of the Corefile."""

    zone: bytes
    clusters: tuple[Cluster, ...]


def parse(reader: Reader, block: Block) -> Config | None:
    """The first occurrence of the directive in a block; any other is not read, as in the reference.

    None when no name can be in the zone at all, so that there is nothing to gather.
    """
    reader.next()
    if not reader.next_arg():
        reader.record(reader.arg_error())
        return None
    written = reader.word
    _check_domain(reader, written)
    lines: list[tuple[Word, Word]] = []
    while reader.next_block():
        with reader.recovering():
            lines.append(_line(reader))
    if reader.next_arg():
        reader.record(reader.arg_error())
    if not lines and not reader.diagnostics:
        message = "You have to provide at least one cluster definition."
        reader.record(
            reader.error(message, written, "a line in braces for each: its zone and its prefix", code="CF291")
        )
    if reader.diagnostics:
        return None
    if reader.next():
        reader.warn("only the first gathersrv of a server block is read: not this one", code="CF392")
    zone = _zone(reader, written, block.zones)
    clusters = tuple(_clusters(reader, lines))
    return None if zone is None else Config(zone, clusters)


def _line(reader: Reader) -> tuple[Word, Word]:
    """A cluster's zone and its prefix."""
    zone = reader.word
    _check_domain(reader, zone)
    if not reader.next_arg():
        raise reader.arg_error()
    prefix = reader.word
    if reader.next_arg():
        raise reader.arg_error()
    return zone, prefix


def _check_domain(reader: Reader, word: Word) -> None:
    if not word.value.endswith("."):
        hint = f"write it with its final dot: {word.value}." if word.value.strip("{}") else None
        reader.record(reader.error(f"Provided incorrect domain <{word.value}>", word, hint, code="CF290"))


def _clusters(reader: Reader, lines: Sequence[tuple[Word, Word]]) -> list[Cluster]:
    found: list[Cluster] = []
    for zone_word, word in lines:
        zone, prefix = _wire(zone_word.value), word.value
        if zone is None:
            reader.warn(f"no name can be in '{zone_word.value}': the cluster is left out", zone_word, code="CF393")
            continue
        cluster = Cluster(zone, prefix)
        if cluster in found:
            reader.warn("the same cluster again: it is asked once", zone_word, code="CF394")
            continue
        if any(other.zone == zone for other in found):
            reader.warn("the same zone again: its hosts are shown with the first prefix", zone_word, code="CF399")
        if any(other.prefix.lower() == prefix.lower() for other in found):
            message = f"prefix '{prefix}' stands for two clusters: their hosts cannot be told apart"
            reader.warn(message, word, code="CF395")
        _check_prefix(reader, word, alone=len(lines) == 1)
        found.append(cluster)
    return found


def _check_prefix(reader: Reader, word: Word, alone: bool) -> None:
    if parse_prefix(word.value)[1] == UNFIT:
        message = f"no host name can begin with '{word.value}': the cluster's names are not rewritten"
        reader.warn(message, word, code="CF396")
    elif word.value.startswith("_"):
        message = "a prefix that begins with an underscore is not found again: such labels name services and protocols"
        reader.warn(message, word, code="CF397")
    elif not word.value and not alone:
        message = "every name begins with an empty prefix: other clusters are asked for what this one does not have"
        reader.warn(message, word, "give each cluster a prefix, such as 'a-'", code="CF398")


def _zone(reader: Reader, written: Word, block_zones: Sequence[str]) -> bytes | None:
    """The distributed zone: as written, or the block's where what is written is a near spelling of it and dead text.

    Dead is a zone that no question of the block can be in. Nothing is ever gathered for it in the reference.
    """
    zone, text = _wire(written.value), normalize(written.value)
    served = [(block_zone, wire) for block_zone in block_zones if (wire := _wire(block_zone)) is not None]
    for _, wire in served:
        if zone is not None and (names.is_subdomain(zone, wire) or names.is_subdomain(wire, zone)):
            return zone
    near = [(_edits(text, name), name, wire) for name, wire in served if abs(len(text) - len(name)) <= NEAR]
    edits, meant, wire = min(near, key=lambda found: found[0], default=(NEAR + 1, "", b""))
    if edits <= NEAR:
        message = f"no question of this server block is in '{text}'; taken for a misspelt '{meant}', which is gathered"
        reader.warn(message, written, f"write {meant}", code="CF390", fix=meant)
        return wire
    message = f"no question of this server block is in '{text}': nothing is gathered"
    reader.warn(message, written, f"the block serves {' '.join(block_zones)}", code="CF391")
    return zone


def _wire(text: str) -> bytes | None:
    """A zone in wire form and lower case; None when it is no name."""
    try:
        return names.from_text(normalize(text)).lower()
    except names.BadName:
        return None


def _edits(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed to make one text the other (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        corner, row[0] = row[0], index
        for place, letter_there in enumerate(other, 1):
            changed = corner + (letter != letter_there)
            corner, row[place] = row[place], min(changed, row[place] + 1, row[place - 1] + 1)
    return row[-1]
