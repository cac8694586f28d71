"""UDP: datagrams in, datagrams out, on a plain non-blocking socket.

asyncio's own datagram transport buffers without bound when the socket is full; this one drops (RFC 8085 section 3).
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from pydns_host.listener import Listener
from pydns_host.message import Via

BATCH = 64  # datagrams taken in one wake-up, so that other sockets get their turn
MAX_QUERY = 4096  # octets; the door refuses what was cut off here, and the reference takes no more than 512
_MAX_SOURCES = 1024  # local addresses (with interfaces) remembered
_PKTINFO_SPACE = socket.CMSG_SPACE(20)


class UdpSocket:
    """One bound UDP socket that feeds a listener."""

    busy = False  # an answer is out once it is sent

    def __init__(self, sock: socket.socket, listener: Listener) -> None:
        self.sock = sock
        self.listener = listener
        host, port = sock.getsockname()[:2]
        self._wildcard = host in ("0.0.0.0", "::")
        # The reference has one socket for both families and so logs `[::]` for every UDP query to a wildcard.
        self._via = Via("udp", listener.label, "::" if self._wildcard else host, port)
        self._v6 = sock.family == socket.AF_INET6
        self._sources: dict[bytes, list[tuple[int, int, bytes]]] = {}

    def start(self) -> None:
        """Take datagrams from now on."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self.sock.fileno(), self._from_wildcard if self._wildcard else self._from_one)

    def pause(self) -> None:
        """Take no more datagrams; answers still go out."""
        asyncio.get_running_loop().remove_reader(self.sock.fileno())

    def close(self) -> None:
        """Close the socket."""
        self.pause()
        self.sock.close()

    def _from_one(self) -> None:
        receive, sock, via, v6 = self.listener.receive, self.sock, self._via, self._v6
        for _ in range(BATCH):
            try:
                packet, peer = sock.recvfrom(MAX_QUERY)
            except BlockingIOError:
                return
            except OSError:
                continue  # an ICMP error about an earlier answer
            receive(packet, self._client(peer) if v6 else peer[0], peer[1], via, self, (peer, None))

    def _from_wildcard(self) -> None:
        receive, sock, via, v6, sources = self.listener.receive, self.sock, self._via, self._v6, self._sources
        for _ in range(BATCH):
            try:
                packet, ancillary, _, peer = sock.recvmsg(MAX_QUERY, _PKTINFO_SPACE)
            except BlockingIOError:
                return
            except OSError:
                continue
            info = ancillary[0][2] if ancillary else b""
            source = sources.get(info)
            if source is None:
                source = self._learn(ancillary)
            receive(packet, self._client(peer) if v6 else peer[0], peer[1], via, self, (peer, source))

    def _learn(self, ancillary: list[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
        """What an answer to a datagram with this packet information is sent with; remembered for the next one."""
        if not ancillary:
            return []
        if len(self._sources) >= _MAX_SOURCES:
            self._sources.clear()
        source = self._sources[ancillary[0][2]] = [_source(*ancillary[0])]
        return source

    def _client(self, peer: Any) -> str:
        host: str = peer[0]
        if not peer[3] or "%" in host:
            return host
        try:
            return f"{host}%{socket.if_indextoname(peer[3])}"
        except OSError:  # the interface is gone already
            return f"{host}%{peer[3]}"

    def send(self, peer: Any, octets: bytes) -> None:
        """Send one answer, from the address that the query came to; a full socket drops it."""
        address, source = peer
        try:
            if source:
                self.sock.sendmsg((octets,), source, 0, address)
            else:
                self.sock.sendto(octets, address)
        except OSError:
            self.listener.unsent.inc(self.listener.label)

    def drop(self, peer: Any) -> None:
        """Nothing is held for a query over UDP."""


def _source(level: int, kind: int, info: bytes) -> tuple[int, int, bytes]:
    """The packet information of an answer to a query that had `info`: only the source address is set."""
    if level == socket.IPPROTO_IPV6:
        return level, kind, info[:16] + b"\0\0\0\0"
    return level, kind, b"\0\0\0\0" + info[8:12] + b"\0\0\0\0"
