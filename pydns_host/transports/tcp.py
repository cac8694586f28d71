"""TCP: messages with their length before them (RFC 7766), many in flight on one connection, answered as ready.

Every bound of a connection is here; what a message says is not looked at.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

from pydns_host.listener import Listener
from pydns_host.message import Via

IDLE = 10.0  # seconds without a query after which a connection is closed, as in the reference
PIPELINED = 256  # queries of one connection that may be in flight; more are read once some are answered
MAX_CONNECTIONS = 4096  # of one listening socket; at the bound the longest idle one gives way
MAX_PER_CLIENT = 1024
_SWEEP = 1.0  # seconds between looks for idle connections


class TcpSocket:
    """One listening TCP socket, and the connections that it accepted."""

    def __init__(self, sock: socket.socket, listener: Listener, clock: Callable[[], float]) -> None:
        self.sock = sock
        self.listener = listener
        self.clock = clock
        self.connections: dict[Connection, None] = {}  # the longest idle first
        self.clients: dict[str, int] = {}
        self._sweep: asyncio.TimerHandle | None = None
        self._opening: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Accept connections from now on."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self.sock.fileno(), self._accept)
        self._sweep = loop.call_later(_SWEEP, self._close_idle)

    def pause(self) -> None:
        """Accept no more; connections with queries in flight live until those are answered."""
        asyncio.get_running_loop().remove_reader(self.sock.fileno())
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in list(self.connections):
            connection.finish()

    def close(self) -> None:
        """Close the socket and every connection."""
        self.pause()
        self.sock.close()
        for connection in list(self.connections):
            connection.abort()

    def _accept(self) -> None:
        try:
            accepted, peer = self.sock.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                self._make_room()
            return
        client = peer[0]
        if len(self.connections) >= MAX_CONNECTIONS:
            self._make_room()
        if self.clients.get(client, 0) >= MAX_PER_CLIENT:
            accepted.close()
            return
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop = asyncio.get_running_loop()
        opening = loop.create_task(loop.connect_accepted_socket(lambda: Connection(self), accepted))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    def _make_room(self) -> None:
        """Close the connection that has been idle for longest, at the bound or when descriptors run out."""
        for connection in self.connections:
            if not connection.in_flight:
                connection.abort()
                return
        # Nothing is idle and nothing can be accepted: look again later instead of spinning on a ready socket.
        loop = asyncio.get_running_loop()
        loop.remove_reader(self.sock.fileno())
        loop.call_later(_SWEEP, self._resume)

    def _resume(self) -> None:
        if self.sock.fileno() >= 0:
            asyncio.get_running_loop().add_reader(self.sock.fileno(), self._accept)

    def _close_idle(self) -> None:
        self._sweep = asyncio.get_running_loop().call_later(_SWEEP, self._close_idle)
        before = self.clock() - IDLE
        for connection in list(self.connections):
            if connection.last > before:
                break  # the dict is in order of use
            if not connection.in_flight:
                connection.finish()


class Connection(asyncio.Protocol):
    """One client's connection; the sender of its answers."""

    def __init__(self, owner: TcpSocket) -> None:
        self.in_flight = 0
        self.last = owner.clock()
        self._owner = owner
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._peer: Any = ("", 0)
        self._via = Via("tcp", owner.listener.label)
        self._paused = False
        self._finishing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection in."""
        self._transport = transport  # type: ignore[assignment]
        self._peer = transport.get_extra_info("peername")
        local = transport.get_extra_info("sockname")
        self._via = self._via._replace(local=local[0], local_port=local[1])
        self._owner.connections[self] = None
        clients = self._owner.clients
        clients[self._peer[0]] = clients.get(self._peer[0], 0) + 1

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out."""
        self._transport = None
        self._owner.connections.pop(self, None)
        clients = self._owner.clients
        clients[self._peer[0]] -= 1
        if not clients[self._peer[0]]:
            del clients[self._peer[0]]

    def data_received(self, data: bytes) -> None:
        """Take what came; whole messages go to the listener."""
        self._buffer += data
        self._take()

    def _take(self) -> None:
        buffer = self._buffer
        offset = 0
        while self.in_flight < PIPELINED and len(buffer) >= offset + 2 and not self._finishing:
            end = offset + 2 + int.from_bytes(buffer[offset : offset + 2], "big")
            if len(buffer) < end:
                break
            packet = bytes(buffer[offset + 2 : end])
            offset = end
            self._receive(packet)
        del buffer[:offset]
        self._hold(self.in_flight >= PIPELINED)

    def _receive(self, packet: bytes) -> None:
        self.last = self._owner.clock()
        connections = self._owner.connections
        if self in connections:
            del connections[self]
            connections[self] = None
        if len(packet) < 12:
            self.abort()  # nothing that could be answered: the stream is out of step
            return
        self.in_flight += 1
        self._owner.listener.receive(packet, self._peer[0], self._peer[1], self._via, self, None)

    def _hold(self, hold: bool) -> None:
        if self._transport is not None and hold != self._paused and not self._transport.is_closing():
            self._paused = hold
            if hold:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()

    def pause_writing(self) -> None:
        """A client that does not read its answers gets no more of its queries read."""
        self._hold(True)

    def resume_writing(self) -> None:
        """The client reads again."""
        self._hold(False)

    def send(self, peer: Any, octets: bytes) -> None:
        """Send one answer."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(len(octets).to_bytes(2, "big") + octets)
        self.drop(peer)

    def drop(self, peer: Any) -> None:
        """One query is over."""
        self.in_flight -= 1
        if self._transport is None:
            return
        if self._finishing and not self.in_flight:
            self._transport.close()
        elif self._paused and self.in_flight < PIPELINED:
            asyncio.get_running_loop().call_soon(self._take)

    def finish(self) -> None:
        """Close once nothing is in flight."""
        self._finishing = True
        if not self.in_flight and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()
