"""What is done to an answer because of a rule that changed its question. Pure: records in, records out.

When which of these is done is `steps`' and `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydns_host import names
from pydns_host.errors import QueryError
from pydns_host.plugins.rewrite.matching import Renaming
from pydns_host.records import Record

Name = Callable[[bytes], bytes]
"""A name's octets to those of what it becomes; raises `QueryError` when that is no name."""

_MAX_NAME = 255  # octets, RFC 1035 section 2.3.4
# The types whose data has a name that rules for values look at, and the octets in front of it.
_BEFORE = {2: 0, 5: 0, 6: 0, 12: 0, 15: 2, 33: 6, 39: 0}
_SOA, _NAPTR, _STRINGS = 6, 35, 3


@dataclass(frozen=True, slots=True)
class Undo:
    """One thing that happens to an answer: to each `record`, to its `rcode`, to its EDNS `options`, to an alias.

    `alias` gives the name that is to be the target in place of the one that is, or None.
    """

    record: Callable[[Record], Record] | None = None
    rcode: Callable[[int], int] | None = None
    options: Callable[[bytes], bytes] | None = None
    alias: Renaming | None = None


def remap(old: bytes, new: bytes, *, itself: bool = True) -> Name:
    """Names at (only with `itself`) or below `old`, which is in lower case, go to `new`, compared without case."""

    def rename(name: bytes) -> bytes:
        key = name.lower()
        if not names.is_subdomain(key, old) or (len(key) == len(old) and not itself):
            return name
        return _checked(name[: len(name) - len(old)] + new)

    return rename


def by_text(renaming: Renaming) -> Name:
    """The same change as of a name's text."""

    def rename(name: bytes) -> bytes:
        text = names.to_text(name)
        renamed = renaming(text)
        return name if renamed is None or renamed == text else octets(renamed)

    return rename


def octets(text: str) -> bytes:
    """A name that a rule made, as octets; raises `QueryError` for what is none."""
    try:
        if text:
            return names.from_text(text)
    except names.BadName:
        pass
    raise QueryError(f"invalid name after rewrite: {text}")


def _checked(name: bytes) -> bytes:
    if len(name) > _MAX_NAME:
        raise QueryError(f"invalid name after rewrite: {names.to_text(name)}")
    return name


def owners(rename: Name, soa: Name | None = None) -> Undo:
    """Each record's owner is renamed, that of a SOA by `soa` if it is given."""
    return Undo(
        record=lambda record: record._replace(owner=(soa if soa and record.type == _SOA else rename)(record.owner))
    )


def values(rename: Name) -> Undo:
    """The name in each record's data is renamed: the target, or the primary of a SOA."""

    def change(record: Record) -> Record:
        before = _BEFORE.get(record.type)
        if before is None:
            if record.type != _NAPTR:
                return record
            before = _behind_strings(record.rdata)
        return _with_name(record, before, rename)

    return Undo(record=change)


def _with_name(record: Record, before: int, rename: Name) -> Record:
    rdata = record.rdata
    end = before
    while end < len(rdata) and rdata[end]:
        end += rdata[end] + 1
    if end >= len(rdata):  # data of a plugin's own making, without a whole name in it
        return record
    old = rdata[before : end + 1]
    new = rename(old)
    return record if new == old else record._replace(rdata=rdata[:before] + new + rdata[end + 1 :])


def _behind_strings(rdata: bytes) -> int:
    """Where the replacement of a NAPTR begins (RFC 3403 section 4.1)."""
    offset = 4
    for _ in range(_STRINGS):
        offset += 1 + (rdata[offset] if offset < len(rdata) else 0)
    return offset


def ttls(least: int, most: int) -> Undo:
    """Each record's TTL, in seconds, is kept within bounds."""
    return Undo(record=lambda record: record._replace(ttl=min(max(record.ttl, least), most)))


def rcode(old: int, new: int) -> Undo:
    """One rcode becomes another."""
    return Undo(rcode=lambda found: new if found == old else found)
