"""Opens listening sockets, and says in one line why one cannot be had.

Which addresses to listen on is decided by `assemble`; what comes in goes to a `Listener`.
"""

from __future__ import annotations

import errno
import os
import socket

from pydns_host.errors import StartError

RECEIVE_BUFFER = 4 * 1024 * 1024  # octets asked of the kernel, so that bursts are not lost there
_IP_PKTINFO = 8  # Linux; the socket module of Python 3.11 does not name it
Address = tuple[str, int]


def open_pair(host: str, port: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """UDP and TCP sockets for a host ("" is every address of the machine) and a port (0 lets the system choose).

    Raises `StartError` naming address, port and what to do.
    """
    hosts = [host] if host else ["0.0.0.0", "::"]
    for attempt in range(16):
        chosen, udp, tcp = port, [], []
        try:
            for one in hosts:
                if one == "::" and not host and not socket.has_ipv6:
                    continue
                try:
                    tcp.append(_open(one, chosen, socket.SOCK_STREAM))
                except OSError as error:
                    if one == "::" and not host and error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                        continue  # a machine without IPv6
                    raise
                chosen = tcp[-1].getsockname()[1]
                udp.append(_open(one, chosen, socket.SOCK_DGRAM))
            return udp, tcp
        except OSError as error:
            for opened in (*udp, *tcp):
                opened.close()
            if port == 0 and error.errno == errno.EADDRINUSE and attempt < 15:
                continue  # the other protocol or family has that port taken
            raise StartError(_explain(error, host, chosen, udp, tcp)) from None
    raise StartError("no port is free")


def _open(host: str, port: int, kind: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, kind | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            if host in ("0.0.0.0", "::"):
                _want_local_address(opened)
        name, _, zone = host.partition("%")
        scope = socket.if_nametoindex(zone) if zone else 0
        opened.bind((name, port) if family == socket.AF_INET else (name, port, 0, scope))
        if kind == socket.SOCK_STREAM:
            opened.listen(1024)
    except OSError:
        opened.close()
        raise
    return opened


def _want_local_address(opened: socket.socket) -> None:
    """Be told which address a datagram came to, so that the answer leaves from it (RFC 1123 section 2.3)."""
    if opened.family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    else:
        opened.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)


def _explain(error: OSError, host: str, port: int, udp: list[socket.socket], tcp: list[socket.socket]) -> str:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    protocol = "udp" if len(tcp) > len(udp) else "tcp"
    advice = {
        errno.EADDRINUSE: "another process has the port: stop it, or choose another with -dns.port or in the key",
        errno.EACCES: "ports below 1024 need root or CAP_NET_BIND_SERVICE: choose another with -dns.port or in the key",
        errno.EPERM: "ports below 1024 need root or CAP_NET_BIND_SERVICE: choose another with -dns.port or in the key",
        errno.EADDRNOTAVAIL: "no interface of this machine has the address: see the bind directive",
    }.get(error.errno or 0, "the system refused it")
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"listen {protocol} {where}: bind: {reason.lower()} ({advice})"
