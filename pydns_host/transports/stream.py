"""One accepted TCP socket for one `asyncio.Protocol`: as an asyncio transport, but read by `Readers`.

asyncio's own costs a handle and two look-ups for each message, and a system call for each answer; here the answers of
one wake-up go out with one. What the octets say is the protocol's business.
"""

from __future__ import annotations

import asyncio
import socket

from pydns_host.readers import Readers

MAX_READ = 1 << 18  # octets taken at once, as asyncio does
MAX_HELD = 1 << 16  # octets that wait for the end of a wake-up
HIGH, LOW = 1 << 16, 1 << 14  # octets unsent, beyond and below which the protocol is told, as asyncio does


class Stream(asyncio.Transport):
    """A connected, non-blocking socket, which is closed at the end; from `start` on it calls its protocol."""

    def __init__(self, sock: socket.socket, protocol: asyncio.Protocol, readers: Readers) -> None:
        super().__init__()
        self._sock = sock
        self._protocol = protocol
        self._readers = readers
        self._loop = asyncio.get_running_loop()
        self._unsent = bytearray()
        self._closing = False  # to be closed once all is sent
        self._over = False
        self._is_read = False
        self._is_held = False
        self._is_blocked = False  # the system takes no more for now
        self._is_full = False  # and the protocol knows

    def start(self) -> None:
        """Take what comes from now on; raises OSError where there is no room to watch the socket."""
        self._readers.add(self._sock, self._readable)
        self._is_read = True
        self._protocol.connection_made(self)

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""
        return self._closing

    def get_write_buffer_size(self) -> int:
        """Octets that are not sent yet."""
        return len(self._unsent)

    def pause_reading(self) -> None:
        """Take nothing more for now."""
        if self._is_read:
            self._is_read = False
            self._readers.remove(self._sock)

    def resume_reading(self) -> None:
        """Take what comes again."""
        if not self._is_read and not self._closing:
            self._is_read = True
            self._readers.add(self._sock, self._readable)

    def _readable(self) -> None:
        try:
            octets = self._sock.recv(MAX_READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(error)
            return
        if octets:
            self._protocol.data_received(octets)
            return
        self.pause_reading()
        if not self._protocol.eof_received():
            self.close()

    def write(self, octets: bytes | bytearray | memoryview) -> None:
        """Send octets, at the end of the wake-up or callback that runs: with what else is written until then."""
        if self._over:
            return
        self._unsent += octets
        if self._is_blocked:
            self._tell_full()
        elif len(self._unsent) >= MAX_HELD:
            self._send()
        elif not self._is_held:
            self._is_held = True
            if self._readers.held is None:
                self._loop.call_soon(self.send_held)
            else:
                self._readers.held.append((Stream.send_held, self))

    def send_held(self) -> None:
        """What ran is at its end."""
        self._is_held = False
        if self._unsent and not self._is_blocked and not self._over:
            self._send()

    def _send(self) -> None:
        try:
            sent = self._sock.send(self._unsent)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError as error:
            self._lose(error)
            return
        del self._unsent[:sent]
        if not self._unsent:
            self._sent_all()
        elif not self._is_blocked:
            self._is_blocked = True
            self._loop.add_writer(self._sock.fileno(), self._send)
        self._tell_full()

    def _sent_all(self) -> None:
        if self._is_blocked:
            self._is_blocked = False
            self._loop.remove_writer(self._sock.fileno())
        if self._closing:
            self._lose(None)

    def _tell_full(self) -> None:
        if not self._is_full and len(self._unsent) > HIGH:
            self._is_full = True
            self._protocol.pause_writing()
        elif self._is_full and len(self._unsent) <= LOW and not self._over:
            self._is_full = False
            self._protocol.resume_writing()

    def close(self) -> None:
        """Read no more, and close once all is sent."""
        if not self._closing:
            self._closing = True
            self.pause_reading()
            if not self._unsent:
                self._lose(None)

    def abort(self) -> None:
        """Close at once; what is not sent is lost."""
        self._lose(None)

    def _lose(self, error: OSError | None) -> None:
        if self._over:
            return
        self._over = self._closing = True
        self.pause_reading()
        self._unsent.clear()
        if self._is_blocked:
            self._is_blocked = False
            self._loop.remove_writer(self._sock.fileno())
        self._sock.close()
        self._loop.call_soon(self._protocol.connection_lost, error)
