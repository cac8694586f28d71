"""What a Corefile says about acl: rules for zones, each with policies that are tried in their order.

Which policy a query meets is `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.addresses import Network, parse_cidr
from corefile.arguments import every_occurrence, origins, unread
from corefile.nodes import Word
from corefile.options import Reader, one_of, quote
from pydns_host import names
from pydns_host.mnemonics import TYPES

if TYPE_CHECKING:
    from pydns_host.block import Block

ALLOW, BLOCK, FILTER, DROP = ACTIONS = ("allow", "block", "filter", "drop")
_TYPES = {name: number for number, name in TYPES.items()}
_EVERY, _NO_TYPE = "*", 0  # the reference keeps "all types" as type 0, which can also be named
_TYPE, _NET = _SECTIONS = ("type", "net")


@dataclass(frozen=True, slots=True)
class Policy:
    """An action for queries of these types from these networks; None is any."""

    action: str
    types: frozenset[int] | None = None
    networks: tuple[Network, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Policies for the names of these zones: octets in lower case, and as metrics show them."""

    zones: tuple[tuple[bytes, str], ...]
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """All rules of a server block, in their order."""

    rules: tuple[Rule, ...]


def parse(reader: Reader, block: Block) -> Config:
    """Each `acl` is a rule."""
    rules = []
    for _ in every_occurrence(reader):
        # The closest zone names the rule in metrics, whatever the order of the Corefile.
        zones = tuple(sorted(_on_wire(origins(reader, block.zones)), key=lambda zone: -len(zone[0])))
        policies: list[Policy] = []
        while reader.next_block():
            with reader.recovering():
                policies.append(_policy(reader))
        rules.append(Rule(zones, tuple(policies)))
    return Config(tuple(rules))


def _policy(reader: Reader) -> Policy:
    begins = reader.word
    action = begins.value.lower()
    if action not in ACTIONS:
        text = f"unexpected token {quote(begins.value)}; expect 'allow', 'block', 'filter' or 'drop'"
        raise reader.error(text, begins, one_of(action, ACTIONS), code="CF213")
    types: set[int] | None = None
    networks: list[Network] | None = None
    for section, args in _sections(reader, reader.remaining_args()):
        if section == _TYPE:
            types = (types or set()) | set(_types(reader, args))
        else:
            networks = (networks or []) + _networks(reader, args)
    return Policy(
        action,
        None if types is None or _NO_TYPE in types else frozenset(types),
        None if networks is None else tuple(networks),
    )


def _sections(reader: Reader, args: Sequence[Word]) -> Iterator[tuple[str, Sequence[Word]]]:
    """Each `type` or `net` with the words behind it."""
    at = 0
    while at < len(args):
        begins = args[at]
        if begins.value.lower() not in _SECTIONS:
            raise reader.error(f"unexpected token {quote(begins.value)}; expect 'type | net'", begins, code="CF213")
        end = at + 1
        while end < len(args) and args[end].value.lower() not in _SECTIONS:
            end += 1
        if end == at + 1:
            text = f"no token specified in {quote(begins.value.lower())} section"
            raise reader.error(text, begins, code="CF211")
        yield begins.value.lower(), args[at + 1 : end]
        at = end


def _types(reader: Reader, args: Sequence[Word]) -> Iterator[int]:
    for index, word in enumerate(args):
        if word.value == _EVERY:
            unread(reader, args[index + 1 :], "a star stands for every type")
            yield _NO_TYPE
            return
        if word.value not in _TYPES:
            hint = "types are in capitals" if word.value.upper() in _TYPES else None
            raise reader.error(f"unexpected token {quote(word.value)}; expect legal QTYPE", word, hint)
        yield _TYPES[word.value]


def _networks(reader: Reader, args: Sequence[Word]) -> list[Network]:
    found: list[Network] = []
    for index, word in enumerate(args):
        if word.value == _EVERY:
            unread(reader, args[index + 1 :], "a star stands for every address")
            return [network for text in ("0.0.0.0/0", "::/0") if (network := parse_cidr(text)) is not None]
        text = word.value if "/" in word.value else f"{word.value}/{128 if ':' in word.value else 32}"
        network = parse_cidr(text)
        if network is None:
            raise reader.error(f"illegal CIDR notation {quote(text)}", word)
        found.append(network)
    return found


def _on_wire(zones: Sequence[str]) -> Iterator[tuple[bytes, str]]:
    for zone in zones:
        try:
            yield names.from_text(zone).lower(), zone
        except names.BadName:
            continue  # no question can be in it
