"""TCP and TLS to one upstream (RFC 7766, RFC 7858): connections kept and used again, one query at a time on each.

How a connection is made is `dial`'s business; what a message says is judged elsewhere.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import cast

from pydns_host.tasks import Tasks
from pydns_host.timers import Timer
from pydns_host.upstream.address import end
from pydns_host.upstream.dial import DIAL_TIMEOUT, dial
from pydns_host.upstream.errors import UpstreamError, end_of_file, failed, timed_out, tls_failed
from pydns_host.upstream.flights import Flight, Means, Transport
from pydns_host.upstream.ids import Ids

MAX_FLIGHTS = 512  # and so many connections
_CLEAN = 10.0  # seconds between looks for idle connections, as in the reference


class Connection(asyncio.Protocol):
    """One connection: messages with their length before them, and the query that is on it."""

    def __init__(self, pool: StreamTransport, opened: float) -> None:
        self._pool = pool
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self.local = ""
        self.flight: Flight | None = None
        self.opened = opened
        self.used = opened
        self.again = False  # whether it has been used before
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast(asyncio.Transport, transport)
        name = transport.get_extra_info("sockname")
        self.local = end(*name[:2]) if name else ""

    def ask(self, flight: Flight) -> None:
        """Send a query; its answer comes to `data_received`."""
        self.flight = flight
        tail = flight.question.tail
        if self._transport is not None:
            self._transport.write((len(tail) + 2).to_bytes(2, "big") + flight.id + tail)

    def data_received(self, data: bytes) -> None:
        """Cut messages out of the stream."""
        buffer = self._buffer
        buffer += data
        while len(buffer) >= 2 and len(buffer) >= (end := 2 + int.from_bytes(buffer[:2], "big")):
            octets = bytes(buffer[2:end])
            del buffer[:end]
            self._pool.received(self, octets)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, by either side's doing."""
        self.closed = True
        self._pool.lost(self, exc, midway=bool(self._buffer))

    def close(self) -> None:
        """Close at once; nothing is waited for."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()


class StreamTransport(Transport):
    """Asks one upstream over TCP, or over TLS when the settings have a context for it."""

    limit = MAX_FLIGHTS

    def __init__(self, means: Means, tasks: Tasks) -> None:
        self.proto = "tcp" if means.settings.tls is None else "tcp-tls"
        super().__init__(means)
        self._tasks = tasks
        self._ids = Ids()
        self._idle: deque[Connection] = deque()  # the one used longest ago first
        self._open: set[Connection] = set()
        self._dialling: set[asyncio.Task[None]] = set()
        self._cleaner: Timer | None = None

    def _launch(self, flight: Flight) -> None:
        connection = None if flight.probe else self._take()
        if connection is not None:
            self.means.metrics.hits.inc(*self._labels)
            self._ask(connection, flight)
            return
        if not flight.probe:
            self.means.metrics.misses.inc(*self._labels)
        self._depart(flight, DIAL_TIMEOUT)  # more than dialling takes: that has a timeout of its own
        task = self._tasks.spawn(self._dial(flight), f"dial {self.to}")
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)

    async def _dial(self, flight: Flight) -> None:
        try:
            connection = await dial(self.means, lambda: Connection(self, self._clock()))
        except UpstreamError as error:
            self._fail(flight, error)
            return
        self._open.add(connection)
        if self._cleaner is None:
            self._cleaner = self.means.timers.after(_CLEAN, self._clean)
        if self._flights.get(flight.key) is flight:
            self._ask(connection, flight)
        elif flight.probe:
            connection.close()
        else:
            self._release(connection)

    def _ask(self, connection: Connection, flight: Flight) -> None:
        flight.id = self._ids.take()
        flight.carrier = connection
        self._depart(flight)
        connection.ask(flight)

    def _take(self) -> Connection | None:
        while self._idle:
            connection = self._idle.popleft()
            if not connection.closed and not self._stale(connection):
                return connection
            connection.close()
        return None

    def _stale(self, connection: Connection) -> bool:
        settings, now = self.means.settings, self._clock()
        if now - connection.used > settings.expire:
            return True
        return bool(settings.max_age) and now - connection.opened > settings.max_age

    def received(self, connection: Connection, octets: bytes) -> None:
        """One message; only the answer to the query on this connection is taken."""
        flight = connection.flight
        if flight is None or octets[:2] != flight.id:
            self.means.metrics.ignored.inc("id" if len(octets) >= 12 else "short")
            return
        response = self._verdict(flight, octets)
        if response is not None:
            connection.flight = None
            if flight.probe:
                connection.close()  # as in the reference: the next query shows whether another one can be had
            else:
                self._release(connection)
            self._land(flight, response)

    def _release(self, connection: Connection) -> None:
        most = self.means.settings.max_idle
        if connection.closed or (most and len(self._idle) >= most):
            connection.close()
            return
        connection.used = self._clock()
        connection.again = True
        self._idle.append(connection)

    def lost(self, connection: Connection, exc: Exception | None, midway: bool) -> None:
        """A connection ended; one that had been idle may have been closed before the query came: ask elsewhere."""
        self._open.discard(connection)
        flight, connection.flight = connection.flight, None
        if flight is None or self._flights.get(flight.key) is not flight:
            if connection in self._idle:
                self._idle.remove(connection)
        elif connection.again and not midway and (exc is None or isinstance(exc, ConnectionError)):
            self._launch(flight)
        elif isinstance(exc, ssl.SSLError):
            self._fail(flight, tls_failed(exc, self.means.address, self.means.settings.servername))
        elif isinstance(exc, OSError):
            self._fail(flight, failed("read", "tcp", (connection.local, self.to), exc))
        else:
            self._fail(flight, end_of_file(midway))

    def _abandon(self, flight: Flight) -> UpstreamError:
        connection: Connection | None = flight.carrier
        if connection is None:
            return timed_out("dial", "tcp", ("", self.to))
        connection.flight = None
        connection.close()
        return timed_out("read", "tcp", (connection.local, self.to))

    def _clean(self) -> None:
        """Close what has been idle for too long."""
        self._cleaner = None
        for connection in [connection for connection in self._idle if self._stale(connection)]:
            self._idle.remove(connection)
            connection.close()
        if self._open:
            self._cleaner = self.means.timers.after(_CLEAN, self._clean)

    async def close(self) -> None:
        """Close every connection; what is in flight fails."""
        await super().close()
        if self._cleaner is not None:
            self._cleaner.cancel()
        dialling = list(self._dialling)
        for task in dialling:
            task.cancel()
        await asyncio.gather(*dialling, return_exceptions=True)
        self._idle.clear()
        for connection in list(self._open):
            connection.close()
        while self._open:  # until the loop has closed their sockets
            await asyncio.sleep(0)
