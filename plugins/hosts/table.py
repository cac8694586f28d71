"""What a hosts file says: addresses by name, names by address, and one level of wildcards. Pure.

Which file that is, and what is answered from it, is `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from corefile.addresses import parse_ip
from pydns_host import names

WILDCARD = b"\1*"


class Owner(NamedTuple):
    """The addresses of one name, packed; each once."""

    v4: tuple[bytes, ...] = ()
    v6: tuple[bytes, ...] = ()


NOBODY = Owner()


class Table:
    """Names are on the wire and in lower case, addresses packed; `entries` counts addresses and names."""

    def __init__(self) -> None:
        self.owners: dict[bytes, Owner] = {}
        self.wildcards: dict[bytes, Owner] = {}
        self.reverse: dict[bytes, list[bytes]] = {}
        self.entries = 0

    def find(self, key: bytes) -> Owner:
        """The addresses of a name; for each family without one, those of the wildcard in place of its first label."""
        owner = self.owners.get(key, NOBODY)
        if not self.wildcards or (owner.v4 and owner.v6) or key == names.ROOT:
            return owner
        wild = self.wildcards.get(key[1 + key[0] :], NOBODY)
        return Owner(owner.v4 or wild.v4, owner.v6 or wild.v6)

    def has_wildcard(self, key: bytes) -> bool:
        """Whether a wildcard stands for a name."""
        return bool(self.wildcards) and key != names.ROOT and key[1 + key[0] :] in self.wildcards


EMPTY = Table()


def read(text: str, belongs: Callable[[bytes], bool], *, reverse: bool = True) -> Table:
    """The table of a hosts file; what is no address or no name, or does not belong here, is left out.

    A name in clothes (`::ffff:192.0.2.1`) is an IPv4 address, a scope behind `%` is dropped, as in the reference.
    """
    table = Table()
    known: dict[str, bytes | None] = {}
    shared: dict[Owner, Owner] = {}
    for line in text.split("\n"):
        words = line.partition("#")[0].split()
        if len(words) < 2:
            continue
        word = words[0]
        if word not in known:
            known[word] = _packed(word)
        address = known[word]
        if address is not None:
            for key in _keys(words[1:], belongs):
                _add(table, key, address, reverse, shared)
    return table


def _packed(word: str) -> bytes | None:
    address = parse_ip(word.partition("%")[0])
    return None if address is None else address.packed


def _keys(words: Iterable[str], belongs: Callable[[bytes], bool]) -> Iterable[bytes]:
    for word in words:
        try:
            key = names.from_text(word).lower()
        except names.BadName:
            continue
        if belongs(key):
            yield key


def _add(table: Table, key: bytes, address: bytes, reverse: bool, shared: dict[Owner, Owner]) -> None:
    """Add an address of a name, and the way back; equal sets of addresses are kept once (block lists have one)."""
    wild = key.startswith(WILDCARD)
    owners, name = (table.wildcards, key[len(WILDCARD) :]) if wild else (table.owners, key)
    if wild and name == names.ROOT:
        return  # a lone asterisk stands for nothing, as in the reference
    owner = owners.get(name, NOBODY)
    family = len(address) == 16
    if address in owner[family]:
        return  # RFC 2181 section 5: an RRset has no record twice
    added = Owner(owner.v4, (*owner.v6, address)) if family else Owner((*owner.v4, address), owner.v6)
    owners[name] = shared.setdefault(added, added)
    table.entries += 1
    if reverse and not wild:
        table.reverse.setdefault(address, []).append(name)
        table.entries += 1
