"""UDP: datagrams in, datagrams out, on plain non-blocking sockets.

asyncio's own datagram transport buffers without bound when the socket is full; these drop (RFC 8085 section 3).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from pydns_host.listener import Listener
from pydns_host.message import Via
from pydns_host.readers import Readers
from pydns_host.transports.addresses import WILDCARDS, open_beside
from pydns_host.transports.segments import Ancillary, Answer, Segments
from pydns_host.transports.taking import BATCH, CROWD, MAX_QUERY, OneByOne, Taker, for_many

MAX_OWN = 16  # addresses of the machine with a socket of their own
OFTEN = 32  # wake-ups for one address, after which it gets one
Give = Callable[["WildcardSocket", str], None]
_DRAIN = 64  # batches
_MAX_SOURCES = 1024  # local addresses (with interfaces) remembered
_PKTINFO_SPACE = socket.CMSG_SPACE(20)


def udp_socket(sock: socket.socket, listener: Listener, readers: Readers, give: Give | None = None) -> UdpSocket:
    """What feeds a listener from a bound UDP socket; `give` finds sockets for addresses that are asked often."""
    host, port = sock.getsockname()[:2]
    if host in WILDCARDS:
        # The reference has one socket for both families and so logs `[::]` for every UDP query to a wildcard.
        return WildcardSocket(sock, listener, Via("udp", listener.label, "::", port), readers, give or _give)
    return UdpSocket(sock, listener, Via("udp", listener.label, host, port), readers)


class UdpSocket:
    """One UDP socket bound to one address of the machine."""

    busy = False  # an answer is out once it is sent

    def __init__(self, sock: socket.socket, listener: Listener, via: Via, readers: Readers) -> None:
        self.sock = sock
        self.listener = listener
        self._via = via
        self._readers = readers
        self._v6 = sock.family == socket.AF_INET6
        self._out: list[Answer] = []  # what is sent at the end of a wake-up
        self._segments = Segments(sock)
        self._taker: Taker = OneByOne(sock)
        self._is_crowded = False

    def start(self) -> None:
        """Take datagrams from now on."""
        self._readers.add(self.sock, self._ready)

    def pause(self) -> None:
        """Take no more datagrams; answers still go out."""
        self._readers.remove(self.sock)

    def close(self) -> None:
        """Close the socket."""
        self.pause()
        self.sock.close()

    def give_up(self, host: str) -> None:
        """Leave an address of the machine to a listener of its own."""

    def _ready(self) -> None:
        receive, via = self.listener.receive, self._via
        answers: list[Answer] = []
        taken = self._taker.take()
        if len(taken) >= CROWD and not self._is_crowded:
            self._is_crowded = True
            self._taker = for_many(self.sock)
        for id, tail, peer in taken:
            octets = receive(id, tail, via, self, peer)
            if octets is not None:
                answers.append((peer, octets))
        if answers:
            self._readers.send(self._send_out, answers)

    def drain(self) -> None:
        """Take what has come in already."""
        for _ in range(_DRAIN):
            self._ready()

    def who(self, peer: Any) -> tuple[str, int]:
        """The client's address and port; of a link-local address with its interface."""
        address = self._taker.address(peer)
        return (self._client(address), address[1]) if self._v6 else address

    def _client(self, peer: Any) -> str:
        host: str = peer[0]
        if not peer[3] or "%" in host:
            return host
        try:
            return f"{host}%{socket.if_indextoname(peer[3])}"
        except OSError:  # the interface is gone already
            return f"{host}%{peer[3]}"

    def send(self, peer: Any, octets: bytes) -> None:
        """Send one answer, at the end of the wake-up that runs: together with others that are ready then."""
        held = self._readers.held
        if held is None:
            self.emit(peer, octets)
            return
        out = self._out
        if not out:
            held.append((self._send_held, out))
        out.append((peer, octets))

    def _send_held(self, out: list[Answer]) -> None:
        self._out = []
        self._send_out(out)

    def _send_out(self, answers: list[Answer]) -> None:
        sock = self.sock
        address = self._taker.address
        for peer, octets in self._segments.send(sock, answers, address):
            try:
                sock.sendto(octets, address(peer))
            except OSError:
                self.listener.unsent.inc(self.listener.label)

    def emit(self, peer: Any, octets: bytes) -> None:
        """Send one answer now; a full socket drops it."""
        try:
            self.sock.sendto(octets, self._taker.address(peer))
        except OSError:
            self.listener.unsent.inc(self.listener.label)

    def drop(self, peer: Any) -> None:
        """Nothing is held for a query over UDP."""


class WildcardSocket(UdpSocket):
    """A UDP socket for every address of the machine: answers leave from the one that was asked (RFC 1123 section 2.3).

    To be told that address, and to tell it, costs a fifth of a query's system calls. So an address that is asked
    often gets a socket of its own beside this one; the kernel gives it what is for that address.
    """

    def __init__(self, sock: socket.socket, listener: Listener, via: Via, readers: Readers, give: Give) -> None:
        super().__init__(sock, listener, via, readers)
        self._give = give
        self._sources: dict[bytes, tuple[Ancillary, ...]] = {}
        self._asked: dict[bytes, int] = {}
        self.own: dict[str, UdpSocket] = {}

    def pause(self) -> None:
        """Take no more datagrams, on the addresses' own sockets neither."""
        super().pause()
        for own in self.own.values():
            own.pause()

    def close(self) -> None:
        """Close this socket and the addresses' own."""
        super().close()
        for own in self.own.values():
            own.close()

    def give_up(self, host: str) -> None:
        """Close an address's own socket, once what it holds is answered."""
        own = self.own.pop(host, None)
        if own is not None:
            own.pause()
            own.drain()
            own.sock.close()
            own.sock = self.sock  # for answers that are still to come

    def _ready(self) -> None:
        receive, sock, via, sources = self.listener.receive, self.sock, self._via, self._sources
        info = b""
        for _ in range(BATCH):
            try:
                packet, ancillary, _, peer = sock.recvmsg(MAX_QUERY, _PKTINFO_SPACE)
            except BlockingIOError:
                break
            except OSError:
                continue
            info = ancillary[0][2] if ancillary else b""
            source = sources.get(info)
            if source is None:
                source = self._learn(ancillary)
            octets = receive(packet[:2], packet[2:], via, self, (peer, source))
            if octets is not None:
                self.send((peer, source), octets)
        self._count(info)

    def who(self, peer: Any) -> tuple[str, int]:
        """As for other sockets."""
        return super().who(peer[0])

    def _learn(self, ancillary: Sequence[Ancillary]) -> tuple[Ancillary, ...]:
        """What an answer to a datagram with this packet information is sent with; remembered for the next one."""
        if not ancillary:
            return ()
        if len(self._sources) >= _MAX_SOURCES:
            self._sources.clear()
            self._asked.clear()
        source = self._sources[ancillary[0][2]] = (_source(*ancillary[0]),)
        return source

    def _count(self, info: bytes) -> None:
        """Count a wake-up for an address, and give it a socket of its own when they are many."""
        asked = self._asked[info] = self._asked.get(info, 0) + 1
        host = _unicast(info) if asked == OFTEN and len(self.own) < MAX_OWN else None
        if host is not None and host not in self.own:
            with suppress(OSError):  # then answers to it go on from here
                self._give(self, host)

    def adopt(self, host: str, sock: socket.socket) -> None:
        """Take what is for this address of the machine from a socket of its own, from now on."""
        if host in self.own:
            sock.close()
            return
        self.own[host] = UdpSocket(sock, self.listener, self._via, self._readers)
        self.own[host].start()

    def _send_out(self, answers: list[Answer]) -> None:
        for peer, octets in answers:
            self.emit(peer, octets)

    def emit(self, peer: Any, octets: bytes) -> None:
        """Send one answer now, from the address that the query came to; a full socket drops it."""
        address, source = peer
        try:
            if source:
                self.sock.sendmsg((octets,), source, 0, address)
            else:
                self.sock.sendto(octets, address)
        except OSError:
            self.listener.unsent.inc(self.listener.label)


def _give(wildcard: WildcardSocket, host: str) -> None:
    """Open a socket for an address; raises OSError as `bind` does."""
    wildcard.adopt(host, open_beside(wildcard.sock, host))


def _source(level: int, kind: int, info: bytes) -> tuple[int, int, bytes]:
    """The packet information of an answer to a query that had `info`: only the source address is set."""
    if level == socket.IPPROTO_IPV6:
        return level, kind, info[:16] + b"\0\0\0\0"
    return level, kind, b"\0\0\0\0" + info[8:12] + b"\0\0\0\0"


def _unicast(info: bytes) -> str | None:
    """The address of the machine that packet information names; None where it is none to bind to."""
    if len(info) == 20:  # in6_pktinfo; link-local addresses are bound with an interface, multicast ones not at all
        return None if info[0] >= 0xFE else socket.inet_ntop(socket.AF_INET6, info[:16])
    # in_pktinfo: the local address and the one in the datagram's header differ for broadcasts.
    return socket.inet_ntoa(info[8:12]) if len(info) == 12 and info[4:8] == info[8:12] else None
