"""How long a client may take over a connection, and how much it may ask there: what the Corefile leaves open filled in.

What happens to a client that takes longer is `room`'s and the transports' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from pydns_host.block import Timeouts

READ = 3.0  # seconds, as in the reference
IDLE = 10.0
ANY_NUMBER = -1


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the first query to come, for answers to be read, and for each further query; `queries` in all."""

    read: float = READ
    write: float = inf
    idle: float = IDLE
    queries: int = ANY_NUMBER

    @classmethod
    def of(cls, blocks: Iterable[Timeouts]) -> Limits:
        """What counts for an address that these server blocks share: of each limit the last word, as in CoreDNS."""
        limits = cls()
        for said in blocks:
            limits = cls(
                limits.read if said.read is None else said.read,
                limits.write if said.write is None else said.write,
                limits.idle if said.idle is None else said.idle,
                limits.queries if said.queries is None else said.queries,
            )
        return limits
