"""What a Corefile says about dns64: the IPv6 prefix, and which answers get addresses in it. Nothing is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.addresses import parse_cidr, parse_ip
from corefile.arguments import UNUSABLE, every_occurrence, last, nothing
from corefile.options import Option, Options, Reader, one, quote, words

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

WELL_KNOWN = "64:ff9b::/96"  # RFC 6052 section 2.1
_SHORTEST, _LONGEST = 32, 96  # RFC 6052 section 2.2, where the reference takes every whole octet between


@dataclass(frozen=True, slots=True)
class Config:
    """The prefix as it is written; whether AAAA records that exist are replaced, and IPv4 clients get any."""

    prefix: str = WELL_KNOWN
    translate_all: bool = False
    allow_ipv4: bool = False


def _prefix(reader: Reader, word: Word) -> str:
    network = parse_cidr(word.value)
    if network is None:
        raise reader.error(f"invalid CIDR address: {word.value}", word)
    total = 128 if ":" in word.value else 32  # by its looks: `::ffff:0:0/96` is one of 128 bits
    bits = int(word.value.rpartition("/")[2])
    if total != 128:
        raise reader.error(f"invalid netmask {total} IPv6 address: {quote(str(network))}", word)
    if bits % 8 or not _SHORTEST <= bits <= _LONGEST:
        hint = "RFC 6052 has /32, /40, /48, /56, /64 and /96"
        raise reader.error(f"invalid prefix length {quote(str(network))}", word, hint)
    if parse_ip(word.value.rpartition("/")[0]) != network.network_address:
        reader.warn(f"'{word.value}' has bits behind its prefix: {network} is meant", word, code=UNUSABLE)
    return str(network)


def _option(reader: Reader) -> str:
    one()(reader)
    return _prefix(reader, reader.word)


OPTIONS = Options(
    Option("prefix", _option, "PREFIX: addresses are made in this network", single=True),
    Option("translate_all", nothing, "replace AAAA records that exist, too", single=True),
    Option("allow_ipv4", nothing, "answer clients that come over IPv4, too", single=True),
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin. One with a prefix has no block: its lines are read as further occurrences."""
    prefix, found = WELL_KNOWN, dict[str, list[Any]]()
    for _ in every_occurrence(reader):
        args = []
        with reader.recovering():
            args = words(0, 1)(reader)
            prefix = _prefix(reader, args[0]) if args else prefix
        if args:
            continue
        for option, values in OPTIONS.read_block(reader).items():
            found.setdefault(option, []).extend(values)
        prefix = last(found, "prefix", prefix)
    return Config(prefix, "translate_all" in found, "allow_ipv4" in found)
