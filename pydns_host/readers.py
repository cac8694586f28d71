"""One readiness queue for many sockets: the event loop wakes up once for all that have something to read.

asyncio's own readers cost a handle, a context switch and two dictionary look-ups for each socket and wake-up; with a
socket for each query in flight that is more than the query itself.
"""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import Callable

BATCH = 256  # sockets served in one wake-up, so that others get their turn


class Readers:
    """Callbacks for sockets with something to read; lives in one running event loop."""

    def __init__(self) -> None:
        self._callbacks: dict[int, Callable[[], object]] = {}
        self._epoll: select.epoll | None = None

    def add(self, sock: socket.socket, callback: Callable[[], object]) -> None:
        """Call back whenever `sock` has something to read, until it is removed. Raises OSError as epoll does."""
        if self._epoll is None:
            self._epoll = select.epoll()
            asyncio.get_running_loop().add_reader(self._epoll.fileno(), self._ready)
        descriptor = sock.fileno()
        self._epoll.register(descriptor, select.EPOLLIN)
        self._callbacks[descriptor] = callback

    def remove(self, sock: socket.socket) -> None:
        """Call back no more; must come before the socket is closed."""
        descriptor = sock.fileno()
        if self._epoll is not None and self._callbacks.pop(descriptor, None) is not None:
            self._epoll.unregister(descriptor)

    def _ready(self) -> None:
        callbacks = self._callbacks
        if self._epoll is None:
            return
        for descriptor, _ in self._epoll.poll(0, BATCH):
            callback = callbacks.get(descriptor)
            if callback is not None:  # one of the callbacks before may have removed it
                callback()

    def close(self) -> None:
        """Forget every socket."""
        self._callbacks.clear()
        if self._epoll is not None:
            asyncio.get_running_loop().remove_reader(self._epoll.fileno())
            self._epoll.close()
            self._epoll = None
