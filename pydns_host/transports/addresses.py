"""Opens listening sockets, and says in one line why one cannot be had.

Which addresses to listen on is decided by `assemble`; what comes in goes to a `Listener`.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable, Sequence

from pydns_host.errors import StartError

RECEIVE_BUFFER = 4 * 1024 * 1024  # octets asked of the kernel, so that bursts are not lost there
WILDCARDS = ("", "0.0.0.0", "::")  # each is every address of the machine of both families, as Go's listeners are
_ATTEMPTS = 16  # for a port that is free for both protocols and families
_IP_PKTINFO = 8  # Linux; the socket module of Python 3.11 does not name it
_NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)
Pair = tuple[list[socket.socket], list[socket.socket]]


class _PortTaken(Exception):
    """A port that the system chose for one protocol is taken in another."""


def open_pair(host: str, port: int, own: Sequence[socket.socket] = ()) -> Pair:
    """UDP and TCP sockets for a host ("" is every address of the machine) and a port (0 lets the system choose).

    `own` are this process's sockets, of which some may have an address that overlaps: a wildcard beside one of the
    machine's addresses, on one port. Raises `StartError` naming address, port and what to do.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _open_pair(host, port, own)
        except _PortTaken:
            continue
    raise StartError(f"listen {host}: no port is free for UDP and TCP both")


def _open_pair(host: str, port: int, own: Sequence[socket.socket]) -> Pair:
    chosen, protocol = port, "tcp"
    udp: list[socket.socket] = []
    tcp: list[socket.socket] = []
    try:
        for one in ("0.0.0.0", "::") if host in WILDCARDS else (host,):
            protocol = "tcp"
            try:
                tcp.append(_open(one, chosen, socket.SOCK_STREAM, own))
            except OSError as error:
                if one == "::" and error.errno in _NO_SUCH_FAMILY and host != "::":
                    continue  # a machine without IPv6
                raise
            chosen, protocol = tcp[-1].getsockname()[1], "udp"
            udp.append(_open(one, chosen, socket.SOCK_DGRAM, own))
    except OSError as error:
        for opened in (*udp, *tcp):
            opened.close()
        if port == 0 and chosen and error.errno == errno.EADDRINUSE:
            raise _PortTaken from None
        raise StartError(_explain(error, protocol, host, chosen)) from None
    return udp, tcp


def open_group(host: str, port: int, count: int, own: Sequence[socket.socket] = ()) -> list[Pair]:
    """As many pairs for one address, for the kernel to spread queries over (SO_REUSEPORT).

    The first is opened without sharing, so that a port that another process has is noticed. Raises `StartError`.
    """
    group = [open_pair(host, port, own)]
    try:
        for _ in range(count - 1):
            pair: Pair = ([], [])
            group.append(pair)
            for first, further in zip(group[0], pair, strict=True):
                further.extend(open_again(sock) for sock in first)
    except OSError as error:
        for opened in (sock for udp, tcp in group for sock in (*udp, *tcp)):
            opened.close()
        raise StartError(_explain(error, "udp", host, port)) from None
    return group


def open_again(first: socket.socket) -> socket.socket:
    """A socket with the address of another, which shares it from now on."""
    first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    host, port, *more = first.getsockname()
    scope = more[1] if more else 0
    return _open(f"{host}%{socket.if_indextoname(scope)}" if scope else host, port, first.type, (), shared=True)


def open_tcp(host: str, port: int, own: Sequence[socket.socket] = ()) -> list[socket.socket]:
    """TCP sockets alone, for a host ("" is every address of the machine) and a port (0 lets the system choose).

    `own` are sockets that may overlap, and `StartError` is raised, as with `open_pair`.
    """
    opened: list[socket.socket] = []
    try:
        for one in ("0.0.0.0", "::") if host in WILDCARDS else (host,):
            try:
                opened.append(_open(one, port, socket.SOCK_STREAM, own))
            except OSError as error:
                if not (opened and error.errno in _NO_SUCH_FAMILY):
                    raise
            port = opened[-1].getsockname()[1]
    except OSError as error:
        for sock in opened:
            sock.close()
        raise StartError(_explain(error, "tcp", host, port, "in the directive")) from None
    return opened


def _open(host: str, port: int, kind: int, own: Iterable[socket.socket], shared: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, kind | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shared)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            if host in WILDCARDS:
                _want_local_address(opened)
        try:
            _listen(opened, host, port)
        except OSError as error:
            beside = [s for s in own if (s.family, s.type, s.getsockname()[1]) == (family, kind, port)]
            if error.errno != errno.EADDRINUSE or not beside:
                raise
            _listen_beside(opened, host, port, beside)
    except OSError:
        opened.close()
        raise
    return opened


def _listen(opened: socket.socket, host: str, port: int) -> None:
    name, _, zone = host.partition("%")
    if opened.family == socket.AF_INET:
        opened.bind((name, port))
    else:
        opened.bind((name, port, 0, socket.if_nametoindex(zone) if zone else 0))
    if opened.type == socket.SOCK_STREAM:
        opened.listen(1024)


def open_beside(wildcard: socket.socket, host: str) -> socket.socket:
    """A UDP socket for one address of the machine on the port of a wildcard socket; raises OSError as `bind` does."""
    opened = socket.socket(wildcard.family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        _listen_beside(opened, host, wildcard.getsockname()[1], [wildcard])
    except OSError:
        opened.close()
        raise
    return opened


def _listen_beside(opened: socket.socket, host: str, port: int, own: Sequence[socket.socket]) -> None:
    """Listen although sockets of this process have an address that overlaps.

    The kernel allows it while all of them have SO_REUSEPORT. They have it only for this moment, unless workers share
    them: with it for good, another process could take a share of the queries, and a port that is taken would not be
    noticed.
    """
    sharing = [(sock, sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT)) for sock in (opened, *own)]
    try:
        for sock, _ in sharing:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _listen(opened, host, port)
    finally:
        for sock, before in sharing:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, before)


def _want_local_address(opened: socket.socket) -> None:
    """Be told which address a datagram came to, so that the answer leaves from it (RFC 1123 section 2.3)."""
    if opened.family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    else:
        opened.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)


_KEY = "with -dns.port or in the key"  # where the port of a listener for queries is named
_LOW_PORT = "ports below 1024 need root or CAP_NET_BIND_SERVICE: choose another {where}"
_ADVICE = {
    errno.EADDRINUSE: "another process has the port: stop it, or choose another {where}",
    errno.EACCES: _LOW_PORT,
    errno.EPERM: _LOW_PORT,
    errno.EADDRNOTAVAIL: "no interface of this machine has the address: see the bind directive",
    errno.EMFILE: "too few descriptors are allowed: raise the limit with ulimit -n",
}


def _explain(error: OSError, protocol: str, host: str, port: int, where: str = _KEY) -> str:
    end = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    reason = os.strerror(error.errno) if error.errno else str(error)
    advice = _ADVICE.get(error.errno or 0, "the system refused it").format(where=where)
    return f"listen {protocol} {end}: bind: {reason.lower()} ({advice})"
