"""A merged answer with its TTLs left out, to be filled in when the clusters say the same with other TTLs.

What comes out of a cache counts down, each second another answer; how answers are merged is `merge`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import Struct

from pydns_host.message import Response
from pydns_host.plugins.gathersrv.merge import Reply

Merge = Callable[[Sequence[Reply]], Response]

_TYPE_TO_LENGTH = 10  # octets of type, class, TTL and length of a record


class Cut:
    """The records of an answer as octets, cut where their TTLs stand."""

    __slots__ = ("_cutter", "pieces", "ttls")

    def __init__(self, body: bytes, records: int) -> None:
        lengths, start = [], 0
        for place in _places(body, records):
            lengths.append(place - start)
            start = place + 4
        self._cutter = Struct("".join(f"{length}s4s" for length in lengths) + f"{len(body) - start}s")
        self.pieces: tuple[bytes, ...] = self._cutter.unpack(body)[::2]

    def ttls_of(self, body: bytes) -> tuple[bytes, ...] | None:
        """The TTLs of an answer that is the same otherwise; None for another one."""
        if len(body) != self._cutter.size:
            return None
        cut = self._cutter.unpack(body)
        return cut[1::2] if cut[::2] == self.pieces else None

    def filled(self, ttls: Sequence[bytes]) -> bytes:
        """The records with these TTLs."""
        octets: list[bytes] = [b""] * (2 * len(self.pieces) - 1)
        octets[::2], octets[1::2] = self.pieces, ttls
        return b"".join(octets)


class Stencil:
    """Some replies without their TTLs, and what is merged from them with whatever TTLs they have."""

    __slots__ = ("_cuts", "_learnt", "_made", "_order", "_shape")

    def __init__(self, replies: Sequence[Reply]) -> None:
        """Of replies that are packed."""
        self._cuts = [Cut(reply.response.body or b"", sum(reply.response.counts)) for reply in replies]
        self._learnt = False
        self._made: Response | None = None  # with numbers for TTLs; None when it does not tell where each TTL goes
        self._shape = Cut(b"", 0)
        self._order: list[int] = []

    def ttls_of(self, replies: Sequence[Reply]) -> list[bytes] | None:
        """The TTLs of replies whose octets differ in nothing else, one after the other; None when they do."""
        found: list[bytes] = []
        for cut, reply in zip(self._cuts, replies, strict=True):
            ttls = None if reply.response.body is None else cut.ttls_of(reply.response.body)
            if ttls is None:
                return None
            found.extend(ttls)
        return found

    def merged(self, replies: Sequence[Reply], merge: Merge) -> Response | None:
        """What `merge` makes of replies that have TTLs here (`ttls_of`); None when that cannot be told."""
        if not self._learnt:
            self._learn(replies, merge)
        made, ttls = self._made, self.ttls_of(replies)
        if made is None or ttls is None:
            return None
        body = self._shape.filled([ttls[number] for number in self._order])
        return Response.packed(made.key, made.rcode, made.flags, made.counts, body, made.options)

    def _learn(self, replies: Sequence[Reply], merge: Merge) -> None:
        """Find where each TTL goes: merge the replies with a number of its own in place of each.

        Nothing is known when one goes nowhere, since of equal records the lowest is taken, or when another comes in.
        """
        self._learnt = True
        shown: list[int] = []  # the numbers of records outside the authority sections, which are not merged
        numbered, count = [], 0
        for cut, reply in zip(self._cuts, replies, strict=True):
            said = reply.response
            numbers = range(count, count + len(cut.pieces) - 1)
            count = numbers.stop
            shown += [*numbers[: said.counts[0]], *numbers[said.counts[0] + said.counts[1] :]]
            body = cut.filled([number.to_bytes(4, "big") for number in numbers])
            response = Response.packed(said.key, said.rcode, said.flags, said.counts, body, said.options)
            numbered.append(reply._replace(response=response))
        made = merge(numbered)
        if made.body is None or made.counts[1]:
            return
        self._shape = Cut(made.body, sum(made.counts))
        self._order = [int.from_bytes(number, "big") for number in self._shape.ttls_of(made.body) or ()]
        if sorted(self._order) == shown:
            self._made = made


def _places(body: bytes, records: int) -> list[int]:
    """Where the TTLs stand in octets that were checked."""
    found, offset = [], 0
    for _ in range(records):
        while 0 < (octet := body[offset]) < 0xC0:
            offset += octet + 1
        offset += 2 if octet else 1
        found.append(offset + 4)
        offset += _TYPE_TO_LENGTH + int.from_bytes(body[offset + 8 : offset + 10], "big")
    return found
