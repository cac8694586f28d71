"""The part of the test kit that serves: a Corefile on loopback, its ports chosen by the system, asked over sockets.

Tests import it from `testing`, where the parts without sockets are; nothing here is used by a running server.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import dns.asyncquery
import dns.message

import corefile
from pydns_host.assemble import Plan, assemble
from pydns_host.chain import Plugin
from pydns_host.http.endpoints import Endpoints
from pydns_host.interfaces import Interfaces
from pydns_host.logs import Logs
from pydns_host.metrics import Metrics
from pydns_host.registry import Registry
from pydns_host.server import Server
from pydns_host.transports.addresses import Pair, open_pair, open_tcp

TIMEOUT = 10.0  # seconds after which an answer that a test waits for will not come
_LENGTH = 2  # octets in front of a message over TCP


class ListedLogs(Logs):
    """A log that keeps its lines."""

    def __init__(self, lines: list[str], debug: bool = False) -> None:
        super().__init__(lambda octets: None, debug)
        self.lines = lines

    def line(self, text: str) -> None:
        """Keep a line."""
        self.lines.append(text)


class Served:
    """A Corefile that is being served, and what was logged and counted on the way.

    Where a method takes a `port`, it is the one that the Corefile has; none is that of the first server block.
    """

    def __init__(self, registry: Registry, env: Mapping[str, str], interfaces: Interfaces) -> None:
        self.lines: list[str] = []
        self.metrics = Metrics()
        self.http = Endpoints(_open_http_on_loopback)
        self.server = Server(
            ListedLogs(self.lines), self.metrics, lambda: interfaces, _open_on_loopback, http=self.http
        )
        self._registry = registry
        self._env = env

    def plan(self, text: str) -> Plan:
        """What a Corefile says; raises `CorefileError`."""
        return assemble(corefile.loads(text, "Corefile", env=self._env), self._registry, 53)

    async def reload(self, text: str) -> None:
        """Serve another Corefile; raises `CorefileError` or `StartError`, and then nothing has changed."""
        await self.server.start(self.plan(text))

    def address(self, port: int | None = None, host: str = "") -> tuple[str, int]:
        """Where queries can be sent to: a loopback address and a port; `host` is one that a bind names."""
        for (bound, known), endpoint in self.server.endpoints.items():
            if port in (None, known) and host in ("", bound):
                name: tuple[str, int] = endpoint.udp[0].sock.getsockname()[:2]
                return name
        raise LookupError(f"nothing is served on {host}:{port}")

    async def ask(
        self, name: str, type: str = "A", proto: str = "udp", *, port: int | None = None, **facts: Any
    ) -> dns.message.Message:
        """The answer to a question over "udp" or "tcp"; `facts` are those of `dns.message.make_query`."""
        host, number = self.address(port)
        query = dns.message.make_query(name, type, **facts)
        over = dns.asyncquery.udp if proto == "udp" else dns.asyncquery.tcp
        return await over(query, host, TIMEOUT, number)

    async def get(self, address: str, path: str, method: str = "GET") -> tuple[int, str]:
        """Status and body of what is answered over HTTP at an address that the Corefile has, such as ":8080"."""
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.http.port(address))
            writer.write(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            octets = await reader.read()
            writer.close()
        head, _, body = octets.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()

    async def wire(self, octets: bytes, proto: str = "udp", *, port: int | None = None) -> bytes | None:
        """What the host answers at once to octets as they are, or None when it keeps silent.

        Silence is told by a second query, to which the host's answer does not hang on any plugin: its opcode is one
        that the host does not know. A chain that has to wait counts as silent; it is asked with `ask`.
        """
        marker = bytes([octets[0] ^ 0xFF if octets else 0, *b"\x00\x10\x00", *bytes(8)])
        kind = socket.SOCK_DGRAM if proto == "udp" else socket.SOCK_STREAM
        host, number = self.address(port)
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind | socket.SOCK_NONBLOCK) as sock:
            async with asyncio.timeout(TIMEOUT):
                await asyncio.get_running_loop().sock_connect(sock, (host, number))
                for message in (octets, marker):
                    await _send(sock, message, proto)
                first = await _receive(sock, proto)
        return None if first[:2] == marker[:2] else first

    def counted(self, family: str) -> dict[tuple[str, ...], float]:
        """The values of a counter, by its labels."""
        return dict(self.metrics.families[family].values)  # type: ignore[attr-defined]


async def _send(sock: socket.socket, message: bytes, proto: str) -> None:
    length = len(message).to_bytes(_LENGTH, "big") if proto == "tcp" else b""
    await asyncio.get_running_loop().sock_sendall(sock, length + message)


async def _receive(sock: socket.socket, proto: str) -> bytes:
    loop = asyncio.get_running_loop()
    if proto == "udp":
        return await loop.sock_recv(sock, 65535)
    octets = b""
    while len(octets) < _LENGTH or len(octets) < _LENGTH + int.from_bytes(octets[:_LENGTH], "big"):
        more = await loop.sock_recv(sock, 65535)
        if not more:
            raise ConnectionError("the server closed the connection")
        octets += more
    return octets[_LENGTH : _LENGTH + int.from_bytes(octets[:_LENGTH], "big")]


def _open_on_loopback(host: str, port: int, own: Sequence[socket.socket]) -> Pair:
    return open_pair("::1" if ":" in host else "127.0.0.1", 0)


def _open_http_on_loopback(host: str, port: int, own: Sequence[socket.socket]) -> list[socket.socket]:
    return open_tcp("127.0.0.1", 0)


@asynccontextmanager
async def serving(
    text: str,
    *,
    plugins: Iterable[type[Plugin]] = (),
    env: Mapping[str, str] | None = None,
    interfaces: Interfaces | None = None,
) -> AsyncIterator[Served]:
    """Serve a Corefile on loopback; whatever addresses and ports it has, the system chooses others.

    `plugins` are served beside the built-in and installed ones; `env` and `interfaces` stand for the machine's
    (default: no variable, and `lo`). A forward to an address that the Corefile serves is answered in the process, as
    it is outside of tests. Raises `CorefileError` and `StartError` as the start does.
    """
    served = Served(Registry(plugins=plugins), env or {}, interfaces or Interfaces({"lo": ("127.0.0.1",)}))
    try:
        await served.reload(text)
        yield served
    finally:
        await served.server.stop()
