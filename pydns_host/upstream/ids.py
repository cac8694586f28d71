"""Transaction IDs and source ports that nobody can guess (RFC 5452): from the operating system's random octets.

Only numbers are made here; who uses them for what is elsewhere.
"""

from __future__ import annotations

import errno
import os
import secrets
import socket
from collections.abc import Callable
from struct import Struct

_BLOCK = 4096  # octets fetched at once: one system call for 2048 IDs
_PAIRS = Struct("2s" * (_BLOCK // 2))
# The range of ports that Linux hands out itself, so that no port a service may want is taken.
_FIRST_PORT, _PORTS = 32768, 28232
_TRIES = 4


class Ids:
    """An endless row of random transaction IDs, two octets each."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        self._ready: list[bytes] = []

    def take(self) -> bytes:
        """The next ID."""
        if not self._ready:
            self._ready = list(_PAIRS.unpack(self._random(_BLOCK)))
        return self._ready.pop()


def bind_to_random_port(sock: socket.socket, source: str) -> None:
    """Bind to a port drawn at random, from `source` ("": any address); raises OSError as `bind` does."""
    host = source or ("::" if sock.family == socket.AF_INET6 else "0.0.0.0")
    for _ in range(_TRIES):
        try:
            sock.bind((host, _FIRST_PORT + secrets.randbelow(_PORTS)))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return
    sock.bind((host, 0))
