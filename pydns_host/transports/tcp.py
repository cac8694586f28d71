"""TCP: messages with their length before them (RFC 7766), many in flight on one connection, answered as ready.

How many connections there may be is `room`'s business; what a message says is not looked at.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from contextlib import suppress
from typing import Any

from pydns_host.listener import Listener
from pydns_host.message import Via
from pydns_host.readers import Readers
from pydns_host.transports.limits import Limits
from pydns_host.transports.room import Room
from pydns_host.transports.stream import Stream

PIPELINED = 256  # queries of one connection that may be in flight; more are read once some are answered
BATCH = 64  # messages taken at a time, so that other connections and UDP get their turn
MAX_UNREAD = 1 << 20  # octets of answers that a client may leave unread
_PAUSE = 1.0  # seconds without accepting when not even the reserve can be had
_NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class TcpSocket:
    """One listening TCP socket, and the connections that it accepted; `limits` may change under them."""

    def __init__(self, sock: socket.socket, listener: Listener, room: Room, limits: Limits, readers: Readers) -> None:
        self.sock = sock
        self.listener = listener
        self.room = room
        self.limits = limits
        self.accepting = False
        self._readers = readers
        self._connections: set[Connection] = set()
        self._reserve: int | None = None
        self._retry: asyncio.TimerHandle | None = None

    @property
    def busy(self) -> bool:
        """Whether there are connections."""
        return bool(self._connections)

    def start(self) -> None:
        """Accept connections from now on."""
        self.accepting = True
        self._keep_reserve()
        asyncio.get_running_loop().add_reader(self.sock.fileno(), self._accept)

    def pause(self) -> None:
        """Accept no more; connections with queries in flight live until those are answered."""
        self.accepting = False
        asyncio.get_running_loop().remove_reader(self.sock.fileno())
        if self._retry is not None:
            self._retry.cancel()
        for connection in list(self._connections):
            connection.finish()

    def close(self) -> None:
        """Close the socket and every connection."""
        self.pause()
        self.sock.close()
        self._give_reserve()
        for connection in list(self._connections):
            connection.abort()

    def _accept(self) -> None:
        try:
            accepted, peer = self.sock.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno in _NO_DESCRIPTOR and not self.room.make_way():
                self._refuse()
            return
        if not self.room.admits(peer[0]):
            accepted.close()
            return
        try:
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            local = accepted.getsockname()
        except OSError:  # the client is gone already
            accepted.close()
            return
        connection = Connection(self, peer, local)
        self._connections.add(connection)
        self.room.enter(connection)
        try:
            Stream(accepted, connection, self._readers).start()
        except OSError:
            accepted.close()
            self.forget(connection)

    def forget(self, connection: Connection) -> None:
        """A connection is no more."""
        self._connections.discard(connection)
        self.room.leave(connection)

    def _refuse(self) -> None:
        """Out of descriptors, and no connection is idle: accept with the reserve and close, so that nobody waits."""
        self._give_reserve()
        try:
            self.sock.accept()[0].close()
        except BlockingIOError:
            pass
        except OSError:  # look again later instead of spinning on a socket that stays ready
            loop = asyncio.get_running_loop()
            loop.remove_reader(self.sock.fileno())
            self._retry = loop.call_later(_PAUSE, self.start)
        self._keep_reserve()

    def _keep_reserve(self) -> None:
        if self._reserve is None:
            with suppress(OSError):
                self._reserve = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)

    def _give_reserve(self) -> None:
        if self._reserve is not None:
            os.close(self._reserve)
            self._reserve = None


class Connection(asyncio.Protocol):
    """One client's connection; the sender of its answers."""

    def __init__(self, owner: TcpSocket, peer: Any, local: Any) -> None:
        self.client: str = peer[0]
        self.in_flight = 0
        self.last = owner.room.clock()
        self._owner = owner
        self._room = owner.room
        self._listen = owner.listener.receive
        self._port: int = peer[1]
        self._via = Via("tcp", owner.listener.label, local[0], local[1])
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._asked = 0
        self._full = False  # the client does not read
        self._full_since = 0.0
        self._at_end = False  # the client sends no more
        self._finishing = False
        self._taking = False
        self._more: asyncio.Handle | None = None  # comes back to what is left in the buffer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be connected; the socket may have closed in the meantime."""
        self._transport = transport  # type: ignore[assignment]
        self._settle()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out; what is in flight ends without its client."""
        self._transport = None
        self._buffer.clear()
        if self._more is not None:
            self._more.cancel()
        self._owner.forget(self)

    def data_received(self, data: bytes) -> None:
        """Take what came; whole messages go to the listener."""
        if not self._buffer and len(data) > 2 and data[0] << 8 | data[1] == len(data) - 2 and self._takes():
            self._receive(data[2:])  # one message, as most clients send it
            if not self._takes():
                self._settle()
            return
        self._buffer += data
        if self._more is None:
            self._take()

    def eof_received(self) -> bool:
        """The client sends no more; what it asked is answered before the connection closes (RFC 9293 section 3.6)."""
        self._at_end = True
        self._settle()
        return True

    def _take(self) -> None:
        self._more = None
        self._taking = True
        buffer = self._buffer
        offset = taken = 0
        while self._takes() and len(buffer) >= offset + 2:
            end = offset + 2 + int.from_bytes(buffer[offset : offset + 2], "big")
            if len(buffer) < end:
                break
            if taken == BATCH:
                self._later()
                break
            packet = bytes(buffer[offset + 2 : end])
            offset = end
            taken += 1
            self._receive(packet)
        del buffer[:offset]
        self._taking = False
        self._settle()

    def _takes(self) -> bool:
        return self.in_flight < PIPELINED and not self._full and not self._finishing

    def _receive(self, packet: bytes) -> None:
        self._room.use(self)
        self.in_flight += 1
        self._asked += 1
        if self._asked == self._owner.limits.queries:
            self._finishing = True  # this was the last one that it may bring
        octets = self._listen(packet[:2], packet[2:], self._via, self, None)
        if octets is not None:
            self.send(None, octets)

    def _later(self) -> None:
        if self._more is None:
            self._more = asyncio.get_running_loop().call_soon(self._take)

    def _settle(self) -> None:
        """Close when there is nothing left to do, else read from the client while its queries can be taken."""
        transport = self._transport
        if transport is None or transport.is_closing() or self._taking:
            return
        asked_all = self._at_end and not self._full and self._more is None
        if not self.in_flight and (self._finishing or asked_all):
            transport.close()
        elif self._more is not None or not self._takes():
            transport.pause_reading()
        elif not self._at_end:
            transport.resume_reading()

    def pause_writing(self) -> None:
        """A client that does not read its answers gets no more of its queries read."""
        self._full = True
        self._full_since = self._owner.room.clock()
        self._settle()

    def resume_writing(self) -> None:
        """The client reads again."""
        self._full = False
        self._later()

    def who(self, peer: Any) -> tuple[str, int]:
        """The client."""
        return self.client, self._port

    def send(self, peer: Any, octets: bytes) -> None:
        """Send one answer; a client that leaves too many unread is given up."""
        transport = self._transport
        if transport is not None and not transport.is_closing():
            if self._full and transport.get_write_buffer_size() > MAX_UNREAD:
                transport.abort()
            else:
                transport.write(len(octets).to_bytes(2, "big") + octets)
        self.drop(peer)

    def drop(self, peer: Any) -> None:
        """One query is over."""
        blocked = self.in_flight >= PIPELINED
        self.in_flight -= 1
        if self._transport is None:
            return
        if blocked:
            self._later()
        elif not self.in_flight and (self._finishing or self._at_end):
            self._settle()

    def patience(self) -> float:
        """Seconds for a query to come in: the first, or one more."""
        return self._owner.limits.idle if self._asked else self._owner.limits.read

    def overdue(self, now: float) -> bool:
        """Whether the client has not caught up with its answers in the time that it has for it."""
        return self._full and now - self._full_since > self._owner.limits.write

    def stuck(self) -> bool:
        """Whether the client leaves answers unread."""
        return self._transport is not None and self._transport.get_write_buffer_size() > 0

    def finish(self) -> None:
        """Close once nothing is in flight."""
        self._finishing = True
        self._settle()

    def abort(self) -> None:
        """Close at once."""
        self._finishing = True
        if self._transport is not None:
            self._transport.abort()
