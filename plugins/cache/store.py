"""What is kept: entries, and the two bounded stores that they are in.

When something is put in and taken out is the plugin's business.
"""

from __future__ import annotations

from collections import deque

from pydns_host.plugins.cache.answers import Parts
from pydns_host.response import Counts, Response


class Life:
    """What happens to an entry while it is kept: how often it is asked for, and whether it is being renewed."""

    __slots__ = ("hits", "last", "not_before", "renewing")

    def __init__(self) -> None:
        self.hits = 0
        self.last = 0.0
        self.renewing = False
        self.not_before = 0.0  # the second before which no other renewal is tried

    def hit(self, now: float, gap: float) -> None:
        """Count a question; a gap between questions begins anew."""
        self.hits = 1 if self.last < now - gap else self.hits + 1
        self.last = now

    def begin(self, now: float) -> bool:
        """Whether to renew the entry now."""
        if self.renewing or now < self.not_before:
            return False
        self.renewing = True
        return True

    def end(self, now: float, renewed: bool, recheck: float) -> None:
        """A renewal is over."""
        self.renewing = False
        self.not_before = 0.0 if renewed else now + recheck


class Entry:
    """One answer: its records cut at their TTLs, `ttl` seconds to live from the second `stored` on.

    `flags` are AA, RA and AD as they are given to who may see them. `answering`: it has what was asked for;
    `good` is an older one that had, kept where this one has not. `wildcard` is the name it was made from, "" for none.
    """

    __slots__ = (
        "_life",
        "_shown",
        "_shown_as",
        "answering",
        "counts",
        "flags",
        "good",
        "parts",
        "rcode",
        "stored",
        "ttl",
        "wildcard",
    )

    def __init__(
        self, rcode: int, flags: int, counts: Counts, parts: Parts, ttl: int, stored: float, answering: bool
    ) -> None:
        self.rcode = rcode
        self.flags = flags
        self.counts = counts
        self.parts = parts
        self.ttl = ttl
        self.stored = stored
        self.answering = answering
        self.wildcard = ""
        self.good: Entry | None = None
        self._life: Life | None = None
        self._shown: Response | None = None
        self._shown_as = (-1, 0)

    @property
    def life(self) -> Life:
        """What happens to it; made when first asked for."""
        if self._life is None:
            self._life = Life()
        return self._life

    def left(self, now: float) -> int:
        """Seconds that it has to live; none or less when it is stale."""
        return self.ttl - int(now - self.stored)

    def response(self, key: bytes, ttl: int, flags: int) -> Response:
        """The answer to a question named `key`, with this TTL; the last one is kept while nothing of it changes."""
        if self._shown is None or self._shown_as != (ttl, flags):
            self._shown = Response.packed(key, self.rcode, flags, self.counts, self.parts.joined(ttl))
            self._shown_as = ttl, flags
        return self._shown

    def leave(self) -> None:
        """It is kept no longer: whoever gives it again has to ask anew."""
        if self._shown is not None and self._shown.lease is not None:
            self._shown.lease.until = 0.0


class Store:
    """Entries by the identity of their question; with no room left, the oldest goes."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._entries: dict[bytes, Entry] = {}
        self._order: deque[bytes] = deque()
        self.get = self._entries.get

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, identity: bytes, entry: Entry) -> bool:
        """Keep an entry, in place of the one before; whether another had to go for it."""
        evicted = False
        before = self._entries.get(identity)
        if before is not None:
            before.leave()
        else:
            while len(self._entries) >= self.capacity:
                evicted = self.remove(self._order.popleft())
            if len(self._order) > 2 * self.capacity:  # what was removed still has its place there
                self._order = deque(self._entries)
            self._order.append(identity)
        self._entries[identity] = entry
        return evicted

    def remove(self, identity: bytes) -> bool:
        """Forget an entry; whether there was one."""
        entry = self._entries.pop(identity, None)
        if entry is None:
            return False
        entry.leave()
        return True
