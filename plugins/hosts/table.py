"""What a hosts file says: addresses by name, names by address, and one level of wildcards. Pure.

Which file that is, and what is answered from it, is `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
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


def read(text: str, belongs: Callable[[bytes], bool] | None = None, *, reverse: bool = True) -> Table:
    """The table of a hosts file; what is no address or no name, or does not belong here, is left out.

    An address in clothes (`::ffff:192.0.2.1`) is an IPv4 address, a scope behind `%` is dropped, as in the reference.
    """
    table = Table()
    adding = _Adding(table, reverse)
    packed: dict[str, bytes | None] = {}
    for line in text.split("\n"):
        words = (line.partition("#")[0] if "#" in line else line).split()
        if len(words) < 2:
            continue
        word = words[0]
        if word not in packed:
            packed[word] = _packed(word)
        address = packed[word]
        if address is None:
            continue
        for word in words[1:]:
            try:
                key = names.from_text(word).lower()
            except names.BadName:
                continue
            if belongs is None or belongs(key):
                adding.add(key, address)
    return table


def _packed(word: str) -> bytes | None:
    address = parse_ip(word.partition("%")[0])
    return None if address is None else address.packed


class _Adding:
    """Puts addresses into a table; equal sets of addresses are kept once, since block lists have one for all names."""

    def __init__(self, table: Table, reverse: bool) -> None:
        self._table = table
        self._reverse = reverse
        self._with: dict[tuple[Owner, bytes], Owner] = {}  # what becomes of a set with one address more

    def add(self, key: bytes, address: bytes) -> None:
        """One more address of a name, and the way back."""
        table = self._table
        wild = key.startswith(WILDCARD)
        owners, name = (table.wildcards, key[len(WILDCARD) :]) if wild else (table.owners, key)
        if wild and name == names.ROOT:
            return  # a lone asterisk stands for nothing, as in the reference
        owner = owners.get(name, NOBODY)
        added = self._with.get((owner, address))
        if added is None:
            added = self._with[owner, address] = _added(owner, address)
        if added is owner:
            return
        owners[name] = added
        table.entries += 1
        if self._reverse and not wild:
            table.reverse.setdefault(address, []).append(name)
            table.entries += 1


def _added(owner: Owner, address: bytes) -> Owner:
    if len(address) == 16:
        return owner if address in owner.v6 else Owner(owner.v4, (*owner.v6, address))
    return owner if address in owner.v4 else Owner((*owner.v4, address), owner.v6)
