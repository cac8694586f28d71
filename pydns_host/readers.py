"""One readiness queue for many sockets, a callback for each that has something to read, and what they send meanwhile.

asyncio's own readers cost a handle, a context switch and two dictionary look-ups for each socket and wake-up; with a
socket for each query in flight that is more than the query itself. How the event loop waits for this queue is `loop`'s.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable
from typing import Any, Protocol

BATCH = 256  # sockets served in one wake-up, so that others get their turn
MAX_HELD = 256  # datagrams that wait for each other, and as many more as one callback sends


class HasDescriptor(Protocol):
    """A socket, or another thing with a file descriptor."""

    def fileno(self) -> int:
        """The descriptor."""


Held = tuple[Callable[[Any], object], Any]  # who sends, and bears it when that fails; and what


class Readers:
    """Callbacks for sockets with something to read; lives in one event loop.

    What the callbacks of one wake-up send is held and goes out at its end: a receiver who was asleep is woken up once
    for all of them, where one datagram at a time would find it asleep again each time.

    A loop of `loop.new_loop` waits for the queue itself (it sets `looped`); in any other it is one reader of the loop.
    """

    def __init__(self) -> None:
        self.looped = False
        self.held: list[Held] | None = None  # for whoever sends; None outside of a wake-up
        self._callbacks: dict[int, Callable[[], object]] = {}
        self._epoll: select.epoll | None = None

    def add(self, sock: HasDescriptor, callback: Callable[[], object]) -> None:
        """Call back whenever `sock` has something to read, until it is removed. Raises OSError as epoll does."""
        if self._epoll is None:
            self._epoll = select.epoll()
            if not self.looped:
                asyncio.get_running_loop().add_reader(self._epoll.fileno(), self.poll, 0)
        descriptor = sock.fileno()
        self._epoll.register(descriptor, select.EPOLLIN)
        self._callbacks[descriptor] = callback

    def remove(self, sock: HasDescriptor) -> None:
        """Call back no more; must come before the socket is closed."""
        descriptor = sock.fileno()
        if self._epoll is not None and self._callbacks.pop(descriptor, None) is not None:
            self._epoll.unregister(descriptor)

    def poll(self, timeout: float) -> None:
        """Wait for `timeout` seconds (-1: without end) until a socket has something, and call back for all that have.

        An exception of a callback is the event loop's to report; the other sockets are served all the same.
        """
        callbacks = self._callbacks
        if self._epoll is None:
            return
        ready = self._epoll.poll(timeout, BATCH)
        self.held = []
        try:
            for descriptor, _ in ready:
                callback = callbacks.get(descriptor)
                if callback is not None:  # one of the callbacks before may have removed it
                    try:
                        callback()
                    except Exception as error:
                        _report("a socket's reader failed", error)
                    if len(self.held) >= MAX_HELD:
                        full, self.held = self.held, []
                        self._emit(full)
        finally:
            last, self.held = self.held, None
            self._emit(last)

    def send(self, emit: Callable[[Any], object], what: Any) -> None:
        """Have something sent: at the end of the wake-up that runs, or now where none does."""
        if self.held is None:
            emit(what)
        else:
            self.held.append((emit, what))

    def _emit(self, held: list[Held]) -> None:
        for emit, what in held:
            try:
                emit(what)
            except Exception as error:
                _report("a datagram was not sent", error)

    def close(self) -> None:
        """Forget every socket."""
        self._callbacks.clear()
        if self._epoll is not None:
            if not self.looped:
                asyncio.get_running_loop().remove_reader(self._epoll.fileno())
            self._epoll.close()
            self._epoll = None


def _report(message: str, error: Exception) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": message, "exception": error})
