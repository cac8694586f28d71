"""Takes datagrams from a socket: many with one system call where the system has `recvmmsg`, else one by one.

`recvfrom` costs as much again in the interpreter as in the kernel: a lock, a tuple and a text for each address. What
datagrams say is the listener's business.
"""

from __future__ import annotations

import ctypes
import socket
import sys
from struct import Struct
from typing import Any, Protocol

BATCH = 128  # datagrams taken in one wake-up, so that other sockets get their turn
MAX_QUERY = 4096  # octets; the door refuses what was cut off here, and the reference takes no more than 512
CROWD = 8  # datagrams in one wake-up, from which on a socket counts as one that gets many
_MAX_PEERS = 4096  # clients remembered with their addresses
_IN, _IN6 = Struct("=2xH4s"), Struct("=2xHI16sI")  # sockaddr_in and sockaddr_in6 of Linux

Datagram = tuple[bytes, bytes, Any]  # the first two octets, the others, and who sent them


class Taker(Protocol):
    """Takes what waits at one socket."""

    def take(self) -> list[Datagram]:
        """At most `BATCH` datagrams; an error about an answer of before is passed over."""

    def address(self, peer: Any) -> Any:
        """Who sent a datagram, as `recvfrom` names it."""


class OneByOne:
    """Takes datagrams with a system call for each."""

    def __init__(self, sock: socket.socket) -> None:
        self._recvfrom = sock.recvfrom

    def take(self) -> list[Datagram]:
        """As `Taker.take`."""
        taken = []
        for _ in range(BATCH):
            try:
                packet, peer = self._recvfrom(MAX_QUERY)
            except BlockingIOError:
                break
            except OSError:
                continue  # an ICMP error about an earlier answer
            taken.append((packet[:2], packet[2:], peer))
        return taken

    def address(self, peer: Any) -> Any:
        """As it is."""
        return peer


class _Part(ctypes.Structure):
    """A struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Header(ctypes.Structure):
    """A struct msghdr."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("parts", ctypes.c_void_p),
        ("part_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    """A struct mmsghdr; `length` is of the octets that came."""

    _fields_ = (("header", _Header), ("length", ctypes.c_uint))


class _Cuts(dict[int, Any]):
    """By its length, what cuts a datagram out of a buffer, in two."""

    def __missing__(self, length: int) -> Any:
        first = min(length, 2)
        cut = self[length] = Struct(f"{first}s{length - first}s").unpack_from
        return cut


class _Many:
    def __init__(self, sock: socket.socket, recvmmsg: Any) -> None:
        self._descriptor = sock.fileno()
        self._recvmmsg = recvmmsg
        self._address = _IN6 if sock.family == socket.AF_INET6 else _IN
        self._name = Struct(f"{self._address.size}s").unpack_from
        self._octets = bytearray(BATCH * MAX_QUERY)  # the system gives the memory once it is written to
        self._names = bytearray(BATCH * self._address.size)
        self._cuts = _Cuts()
        self._peers: dict[bytes, Any] = {}
        self._parts, self._messages = (_Part * BATCH)(), (_Message * BATCH)()
        octets, names = (ctypes.addressof(ctypes.c_char.from_buffer(each)) for each in (self._octets, self._names))
        for place, (part, message) in enumerate(zip(self._parts, self._messages, strict=True)):
            part.base, part.length = octets + place * MAX_QUERY, MAX_QUERY
            header = message.header
            header.name, header.name_length = names + place * self._address.size, self._address.size
            header.parts, header.part_count = ctypes.addressof(part), 1
        words = memoryview(self._messages).cast("B").cast("I")
        self._lengths = words[_Message.length.offset // 4 :: ctypes.sizeof(_Message) // 4]

    def take(self) -> list[Datagram]:
        count = self._recvmmsg(self._descriptor, self._messages, BATCH, socket.MSG_DONTWAIT, None)
        lengths, cuts, octets = self._lengths, self._cuts, self._octets
        name, names, size = self._name, self._names, self._address.size
        taken = []
        for place in range(count):  # -1 when there is nothing, or an ICMP error about an earlier answer
            id, tail = cuts[lengths[place]](octets, place * MAX_QUERY)
            (raw,) = name(names, place * size)
            taken.append((id, tail, raw))
        return taken

    def address(self, peer: Any) -> Any:
        """A socket address structure is decoded once; one from before there were many is left as it is."""
        return self._peers.get(peer) or (self._learn(peer) if isinstance(peer, bytes) else peer)

    def _learn(self, raw: bytes) -> Any:
        """The address in a socket address structure, as Python has it; remembered."""
        if len(self._peers) >= _MAX_PEERS:
            self._peers.clear()
        if self._address is _IN:
            port, host = _IN.unpack(raw)
            peer: Any = (socket.inet_ntoa(host), socket.ntohs(port))
        else:
            port, flow, host, scope = _IN6.unpack(raw)
            peer = (socket.inet_ntop(socket.AF_INET6, host), socket.ntohs(port), socket.ntohl(flow), scope)
        self._peers[raw] = peer
        return peer


def for_many(sock: socket.socket) -> Taker:
    """What takes datagrams from a bound, non-blocking socket that gets many: it is quicker, and larger."""
    recvmmsg = getattr(ctypes.CDLL(None), "recvmmsg", None) if sys.platform == "linux" else None
    if recvmmsg is None or recvmmsg(sock.fileno(), None, 0, socket.MSG_DONTWAIT, None) != 0:  # or it is forbidden
        return OneByOne(sock)
    return _Many(sock, recvmmsg)
