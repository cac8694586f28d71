"""Where an upstream is: an IP address and a port, as sockets want them and as people read them.

Names are resolved elsewhere (`lookup`); nothing here asks the network.
"""

from __future__ import annotations

import socket
from typing import Any, NamedTuple


class Address(NamedTuple):
    """An IP address, with the scope of a link-local one behind `%`, and a port."""

    host: str
    port: int

    @property
    def family(self) -> socket.AddressFamily:
        """AF_INET or AF_INET6."""
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    @property
    def sockaddr(self) -> Any:
        """What `connect` takes; raises OSError when the scope names no interface."""
        host, _, scope = self.host.partition("%")
        if not scope:
            return (host, self.port)
        return (host, self.port, 0, int(scope) if scope.isdecimal() else socket.if_nametoindex(scope))

    def __str__(self) -> str:
        return end(self.host, self.port)


def end(host: str, port: int) -> str:
    """One end of a connection, `10.8.0.1:53` or `[::1]:53`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def local_end(sock: socket.socket) -> str:
    """The local end of a socket; "" when it has none any more."""
    try:
        host, port = sock.getsockname()[:2]
    except OSError:
        return ""
    return end(host, port)
