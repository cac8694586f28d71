"""A DNS server on loopback that says whatever a test wants, true or not, over UDP and TCP on one port.

What it ought to make of a query is `truth`; the lies are a table. Nothing is asserted here.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Self, cast

from pydns_host.upstream import Address

Say = Callable[[bytes], list[bytes] | None]

_A_RECORD = b"\xc0\x0c" + b"\0\1\0\1" + b"\0\0\0\x3c" + b"\0\4"


def truth(query: bytes, address: bytes = b"\x0a\0\0\1") -> bytes:
    """The right answer to any query: one address of its name."""
    end = 12
    while query[end]:
        end += query[end] + 1
    question = query[12 : end + 5]
    return query[:2] + b"\x81\x80" + b"\0\1\0\1\0\0\0\0" + question + _A_RECORD + address


def _bits(octets: bytes, first: int, second: int = 0x80) -> bytes:
    return octets[:2] + bytes([first, second]) + octets[4:]


def _count(octets: bytes, place: int, count: int) -> bytes:
    return octets[:place] + count.to_bytes(2, "big") + octets[place + 2 :]


def _question(octets: bytes, question: bytes) -> bytes:
    """The answer with another question; its record's owner still points at the question's name."""
    return octets[:12] + question + octets[-16:]


_OTHER = b"\5other\7invalid\0\0\1\0\1"
# Why the answer is ignored, and how it lies; what does not look like an answer at all is `short`.
LIES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "three octets": ("short", lambda true: true[:3]),
    "a header alone": ("question", lambda true: true[:12]),
    "garbage": ("opcode", lambda true: true[:2] + bytes(range(137, 177))),
    "another ID": ("id", lambda true: bytes([true[0] ^ 1]) + true[1:]),
    "QR=0": ("query", lambda true: _bits(true, 0x01)),
    "another opcode": ("opcode", lambda true: _bits(true, 0xA1)),
    "another name": ("question", lambda true: _question(true, _OTHER)),
    "another type": ("question", lambda true: true[:-19] + b"\x1c" + true[-18:]),
    "another class": ("question", lambda true: true[:-17] + b"\3" + true[-16:]),
    "no question": ("question count", lambda true: _count(true[:12] + true[-16:], 4, 0)),
    "two questions": ("question count", lambda true: _count(_question(true, true[12:-16] * 2), 4, 2)),
    "a count too high": ("malformed", lambda true: _count(true, 6, 9)),
    "a count too low": ("malformed", lambda true: _count(true, 6, 0)),
    "cut within a record": ("malformed", lambda true: true[:-2]),
    "data longer than the message": ("malformed", lambda true: true[:-6] + b"\xff\xff" + true[-4:]),
    "an address of five octets": ("malformed", lambda true: true[:-6] + b"\0\5" + true[-4:] + b"\0"),
    "a pointer to itself": (
        "malformed",
        lambda true: true[:-16] + (0xC000 | len(true) - 16).to_bytes(2, "big") + true[-14:],
    ),
    "a pointer forwards": ("malformed", lambda true: true[:-16] + b"\xff\xff" + true[-14:]),
    "octets behind the end": ("malformed", lambda true: true + b"\0\0"),
}


class Liar:
    """Answers each query with what `say` makes of it: messages in order, none for silence, None to hang up.

    `heard` has the transport and the octets of each query, `peers` the client's port of each.
    """

    def __init__(self, say: Say = lambda query: [truth(query)], tls: ssl.SSLContext | None = None) -> None:
        self.say = say
        self.heard: list[tuple[str, bytes]] = []
        self.peers: list[int] = []
        self.asked = asyncio.Event()
        self.address = Address("127.0.0.1", 0)
        self._tls = tls
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        while self._tcp is None:
            self._udp, _ = await loop.create_datagram_endpoint(lambda: _Udp(self), ("127.0.0.1", 0))
            port = self._udp.get_extra_info("sockname")[1]
            try:
                self._tcp = await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=self._tls)
            except OSError:  # taken by somebody's TCP
                self._udp.close()
        self.address = Address("127.0.0.1", port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Close both ports and every connection."""
        if self._udp is not None and self._tcp is not None:
            self._udp.close()
            self._tcp.close()
            self.hang_up()
            await asyncio.sleep(0)

    def hang_up(self) -> None:
        """Close every connection that is open."""
        for writer in self._writers:
            writer.transport.abort() if self._tls else writer.close()

    def hear(self, proto: str, query: bytes, port: int) -> list[bytes] | None:
        """Take down a query and say what is to be said."""
        self.heard.append((proto, query))
        self.peers.append(port)
        said = self.say(query)
        self.asked.set()
        return said

    def send(self, octets: bytes, port: int) -> None:
        """Send a datagram that nobody asked for."""
        cast(asyncio.DatagramTransport, self._udp).sendto(octets, ("127.0.0.1", port))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        port = writer.get_extra_info("peername")[1]
        try:
            while True:
                size = int.from_bytes(await reader.readexactly(2), "big")
                said = self.hear("tcp", await reader.readexactly(size), port)
                if said is None:
                    break
                for octets in said:
                    writer.write(len(octets).to_bytes(2, "big") + octets)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, liar: Liar) -> None:
        self._liar = liar

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for octets in self._liar.hear("udp", data, addr[1]) or ():
            self._transport.sendto(octets, addr)
