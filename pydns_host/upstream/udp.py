"""UDP to one upstream: connected sockets on random ports, from a pool, one query on each as far as there are enough.

A connected socket drops strangers' datagrams in the kernel and learns at once that a port is closed (RFC 5452
section 9.2). What a datagram says is judged elsewhere.
"""

from __future__ import annotations

import errno
import resource
import socket
from collections import deque

from pydns_host.metrics import Count
from pydns_host.timers import Timer
from pydns_host.upstream.address import local_end
from pydns_host.upstream.errors import UpstreamError, failed, timed_out
from pydns_host.upstream.flights import Flight, Means, Transport
from pydns_host.upstream.ids import Ids, bind_to_random_port

LIFETIME = 10.0  # seconds; an older socket is not used again, so that ports keep changing
MAX_FLIGHTS = 16384
MAX_LINES = 256  # sockets; with all of them busy, queries share


def _max_lines() -> int:
    """Sockets that one upstream may hold: an eighth of the descriptors of the process, 256 at most."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_LINES if soft == resource.RLIM_INFINITY else max(4, min(MAX_LINES, soft // 8))


class Line:
    """One connected socket and the queries on it, by ID; it reads for itself as long as it is open."""

    __slots__ = ("_pool", "_take", "flights", "opened", "retired", "sock")

    def __init__(self, pool: UdpTransport, sock: socket.socket, opened: float) -> None:
        self._pool = pool
        self.sock = sock
        self._take = sock.recv
        self.opened = opened
        self.retired = False
        self.flights: dict[bytes, Flight] = {}

    def readable(self) -> None:
        """Take one datagram; whatever is no answer is ignored."""
        try:
            octets = self._take(65535)
        except BlockingIOError:
            return
        except OSError as error:
            self._pool.broken(self, "read", error)
            return
        flight = self.flights.get(octets[:2])
        if flight is None:
            self._pool.stranger(octets)
        else:
            self._pool.received(self, flight, octets)

    def emit(self, octets: bytes) -> None:
        """Send one query."""
        try:
            self.sock.send(octets)
        except OSError as error:
            self._pool.broken(self, "write", error)

    def close(self) -> None:
        """Give the socket back."""
        self._pool.means.readers.remove(self.sock)
        self.sock.close()


class UdpTransport(Transport):
    """Asks one upstream over UDP."""

    proto = "udp"
    limit = MAX_FLIGHTS

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self._ids = Ids()
        self._readers = means.readers
        self._lines: dict[Line, None] = {}
        self._idle: deque[Line] = deque()  # the one used longest ago first
        self._most = _max_lines()
        self._lifetime = min(means.settings.expire, LIFETIME)
        self._max_idle = means.settings.max_idle
        self._hit: Count | None = None
        self._cleaner: Timer | None = None

    def _launch(self, flight: Flight) -> None:
        idle = self._idle
        if idle and flight.since - idle[0].opened < self._lifetime and not flight.probe:
            line = idle.popleft()
            (self._hit or self._hits()).n += 1
        else:
            try:
                line = self._take_for_probe(flight.since) if flight.probe else self._take(flight.since)
            except UpstreamError as error:
                self._fail(flight, error)
                return
        id, flights = self._ids.take(), line.flights
        while id in flights:
            id = self._ids.take()
        flight.id = id
        flight.carrier = line
        flights[id] = flight
        octets = id + flight.question.tail
        held = self._readers.held  # as `Readers.send`, without a call
        if held is None:
            line.emit(octets)
        else:
            held.append((line.emit, octets))

    def _take(self, now: float) -> Line:
        """An idle socket that is not too old, else a new one, else one that is in use already."""
        while self._idle:
            line = self._idle.popleft()
            if now - line.opened < self._lifetime:
                self._hits().n += 1
                return line
            self._retire(line)
        misses = self.means.metrics.misses
        try:
            made = self._new(now)
        except UpstreamError:
            misses.inc(*self._labels)  # as in the reference: it was not there, whatever came of it
            raise
        (self._hits() if made is None else misses.count(*self._labels)).n += 1
        return made or self._shared()

    def _take_for_probe(self, now: float) -> Line:
        """A socket for this one query, not counted: what queries find is not to depend on checks (as the reference)."""
        line = self._new(now)
        if line is None:
            line = self._idle.popleft() if self._idle else self._shared()
        line.retired = True
        return line

    def _new(self, now: float) -> Line | None:
        """A new socket, or None where no more can be had but there are some; raises `UpstreamError`."""
        if len(self._lines) >= self._most:
            return None
        try:
            return self._open(now)
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE) and self._lines:
                return None
            raise self._dial_error(error) from None

    def _shared(self) -> Line:
        """The next in turn of those that are in use."""
        line = next(iter(self._lines))
        self._lines[line] = self._lines.pop(line)
        return line

    def _hits(self) -> Count:
        """Where queries on an open socket are counted; told from the first one on."""
        self._hit = self.means.metrics.hits.count(*self._labels)
        return self._hit

    def _open(self, now: float) -> Line:
        address = self.means.address
        sock = socket.socket(address.family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            bind_to_random_port(sock, self.means.settings.source)
            sock.connect(address.sockaddr)
            line = Line(self, sock, now)
            self.means.readers.add(sock, line.readable)
        except OSError:
            sock.close()
            raise
        self._lines[line] = None
        if self._cleaner is None:
            self._cleaner = self.means.timers.after(LIFETIME, self._clean)
        return line

    def _dial_error(self, error: OSError) -> UpstreamError:
        source = self.means.settings.source
        return failed("dial", "udp", (f"{source}:0" if source else "", self.to), error)

    def received(self, line: Line, flight: Flight, octets: bytes) -> None:
        """Octets whose ID fits a query in flight."""
        response = self._verdict(flight, octets)
        if response is None:
            return
        flights = line.flights
        del flights[flight.id]
        if flights or line.retired or self._max_idle:
            self._release(line)
        else:
            self._idle.append(line)
        self._land(flight, response)

    def stranger(self, octets: bytes) -> None:
        """Octets whose ID fits nothing: late, repeated or forged."""
        self.means.metrics.ignored.inc("id" if len(octets) >= 12 else "short")

    def broken(self, line: Line, operation: str, error: OSError) -> None:
        """A socket call failed: with it fail the queries on that socket."""
        reason = failed(operation, "udp", (local_end(line.sock), self.to), error)
        flights = list(line.flights.values())
        line.flights.clear()
        if line in self._idle:
            self._idle.remove(line)
        self._retire(line)
        for flight in flights:
            self._fail(flight, reason)

    def _abandon(self, flight: Flight) -> UpstreamError:
        line: Line = flight.carrier
        reason = timed_out("read", "udp", (local_end(line.sock), self.to))
        line.flights.pop(flight.id, None)
        line.retired = True  # as the reference does: a late answer must not meet the next query
        self._release(line)
        return reason

    def _release(self, line: Line) -> None:
        """A query of a socket is over."""
        if line.flights:
            return
        if line.retired or (self._max_idle and len(self._idle) >= self._max_idle):
            self._retire(line)
        else:
            self._idle.append(line)

    def _retire(self, line: Line) -> None:
        if line in self._lines:
            del self._lines[line]
            line.close()

    def _clean(self) -> None:
        """Close what has been idle for too long."""
        self._cleaner = None
        now = self._clock()
        old = [line for line in self._idle if now - line.opened >= self._lifetime]
        for line in old:
            self._idle.remove(line)
            self._retire(line)
        if self._lines:
            self._cleaner = self.means.timers.after(LIFETIME, self._clean)

    async def close(self) -> None:
        """Close every socket; what is in flight fails."""
        await super().close()
        if self._cleaner is not None:
            self._cleaner.cancel()
        self._idle.clear()
        for line in list(self._lines):
            line.flights.clear()
            self._retire(line)
