"""Keeps a process from opening sockets, looking names up and starting programs while one question is run.

It is Python's own audit events that tell of these (PEP 578), so no plugin has to know of it.
"""

from __future__ import annotations

import errno
import socket
import sys
from types import TracebackType
from typing import Any

_SOCKETS = frozenset({"socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})
_PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"})
_KINDS = {int(socket.SOCK_DGRAM): "a UDP socket", int(socket.SOCK_STREAM): "a TCP socket"}


class Guard:
    """A context in which such calls raise `PermissionError`; `attempts` are those that were made."""

    def __init__(self) -> None:
        self.attempts: dict[str, None] = {}
        self._active = False

    def __enter__(self) -> Guard:
        self._active = True
        sys.addaudithook(self._heard)  # it stays, and does nothing once the context is left
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._active = False

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._active:
            return
        if event in _SOCKETS:
            kind = args[2] & 0xF if event == "socket.__new__" and isinstance(args[2], int) else 0
            self._refuse(_KINDS.get(kind, "a socket"))
        if event in _LOOKUPS:
            self._refuse(f"the address of {args[0]!s}")
        if event in _PROGRAMS:
            self._refuse(f"a program ({args[0]!s})" if args else "another process")

    def _refuse(self, what: str) -> None:
        self.attempts[what] = None
        raise PermissionError(errno.EPERM, f"not while a question is explained: {what}")
