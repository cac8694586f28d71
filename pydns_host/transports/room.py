"""How many TCP connections there may be, of one client and in all, and which has to go when there are more.

One room for all listening sockets of a server; what comes in over a connection is not looked at.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Protocol

from pydns_host.metrics import Metrics

MAX_CONNECTIONS = 4096


class Guest(Protocol):
    """A connection as the room sees it."""

    client: str
    last: float
    in_flight: int

    def patience(self) -> float:
        """Seconds without a query after which the connection is closed."""

    def overdue(self, now: float) -> bool:
        """Whether the client has left answers unread for too long, whatever else it does."""

    def finish(self) -> None:
        """Close when what was asked is answered and the client has it."""

    def abort(self) -> None:
        """Close at once."""

    def stuck(self) -> bool:
        """Whether the client leaves answers unread."""


def most_connections() -> int:
    """`MAX_CONNECTIONS`, or half of the descriptors that this process may have: the rest is for all else."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if allowed == resource.RLIM_INFINITY else max(1, min(MAX_CONNECTIONS, allowed // 2))


class Room:
    """The connections that there are, the longest unused first; one client may have half of all."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float], most: int | None = None) -> None:
        self.clock = clock
        self.most = most_connections() if most is None else most
        self.connections: dict[Guest, None] = {}
        self.clients: dict[str, int] = {}
        self._closed = metrics.counter(
            "pydns_tcp_connections_closed_total", "TCP connections that the host closed or refused.", ["reason"]
        )

    def admits(self, client: str) -> bool:
        """Whether one more connection of `client` may come in; one that is idle is closed for it if need be."""
        if self.clients.get(client, 0) >= max(1, self.most // 2):
            self._closed.inc("client")
            return False
        if len(self.connections) < self.most or self.make_way():
            return True
        self._closed.inc("full")
        return False

    def enter(self, guest: Guest) -> None:
        """Count a connection in."""
        self.connections[guest] = None
        self.clients[guest.client] = self.clients.get(guest.client, 0) + 1

    def leave(self, guest: Guest) -> None:
        """Count a connection out; one that was out already stays so."""
        if self.connections.pop(guest, self) is self:
            return
        self.clients[guest.client] -= 1
        if not self.clients[guest.client]:
            del self.clients[guest.client]

    def use(self, guest: Guest) -> None:
        """Note that a connection is in use now."""
        guest.last = self.clock()
        if guest in self.connections:
            del self.connections[guest]
            self.connections[guest] = None

    def make_way(self) -> bool:
        """Close the connection that has been idle for longest; False when none is idle."""
        for guest in self.connections:
            if not guest.in_flight:
                self._closed.inc("pressed")
                self.leave(guest)
                guest.abort()
                return True
        return False

    def close_idle(self) -> None:
        """Close what has asked nothing for longer than it may and waits for nothing, or does not read its answers."""
        now = self.clock()
        for guest in list(self.connections):
            if guest.overdue(now):
                self._closed.inc("unread")
                guest.abort()
                continue
            if guest.in_flight or now - guest.last < guest.patience():
                continue
            self._closed.inc("idle")
            if guest.stuck():
                guest.abort()
            else:
                guest.finish()
