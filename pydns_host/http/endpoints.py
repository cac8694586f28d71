"""Addresses on which HTTP is answered, shared by plugins and handed from one configuration to the next.

What is answered is the plugins' business; how it looks on the wire is that of `messages`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from corefile.addresses import split_host_port
from pydns_host.errors import StartError
from pydns_host.http.messages import NOT_FOUND, BadRequest, HttpRequest, HttpResponse, parse_head, render
from pydns_host.transports.addresses import WILDCARDS, open_tcp

if TYPE_CHECKING:
    from pydns_host.generation import Key
    from pydns_host.http.guard import Guard

Handler = Callable[[HttpRequest], HttpResponse]
Everywhere = Callable[[str, str], Awaitable[Sequence[Any]]]  # what all workers know at an address and path
OpenTcp = Callable[[str, int, Sequence[socket.socket]], list[socket.socket]]  # the last: those of the process

HEAD = 16 * 1024  # octets of a request's head
CONNECTIONS = 64  # at one address
TIMEOUT = 5.0  # seconds for a request to come and for an answer to go, as in the reference
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Joint:
    """Makes an answer of what all workers know, whichever of them was asked; without workers, of its own part alone.

    `part` is what one of them knows, a value that can be pickled; `whole` makes the answer of the parts of all. None
    stands for a worker that does not say, because it has just begun or is stuck.
    """

    part: Callable[[], Any]
    whole: Callable[[HttpRequest, Sequence[Any]], HttpResponse]


class Mount:
    """A handler at a path of an address, until it is closed."""

    def __init__(self, endpoint: Endpoint, path: str, handler: Handler | Joint) -> None:
        self._endpoint = endpoint
        self._path = path
        self._handler = handler

    @property
    def port(self) -> int:
        """The port, also when the system chose it."""
        return self._endpoint.port

    async def close(self) -> None:
        """Answer no more; who stood at the path before does again, and an address without any is given back."""
        handlers = self._endpoint.handlers.get(self._path, [])
        if self._handler in handlers:
            handlers.remove(self._handler)
        if not any(self._endpoint.handlers.values()):
            await self._endpoint.close()


class Endpoint:
    """One address and its connections; of several handlers at a path, and of several guards, the latest counts."""

    def __init__(
        self,
        key: Key,
        sockets: list[socket.socket],
        guards: Sequence[Guard],
        forget: Callable[[Endpoint], None],
        everywhere: Callable[[str], Awaitable[Sequence[Any]]] | None,
    ) -> None:
        self.handlers: dict[str, list[Handler | Joint]] = {}
        self.key = key
        self.port: int = sockets[0].getsockname()[1]
        self.sockets = sockets
        self._guards = guards
        self._forget = forget
        self._everywhere = everywhere
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Take connections."""
        for sock in self.sockets:
            self._servers.append(await asyncio.start_server(self._accept, sock=sock, limit=HEAD))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= CONNECTIONS:
            writer.transport.abort()
            return
        guard = self._guard
        loop = asyncio.get_running_loop()
        if guard is not None:  # what comes may be for TLS, and nobody else is to read it
            # Soon, since a transport of before Python 3.11.4 only then begins to read, whether it was paused or not.
            loop.call_soon(cast(asyncio.Transport, writer.transport).pause_reading)
        task = loop.create_task(self._converse(reader, writer, guard))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, guard: Guard | None) -> None:
        """Answer one request after another, until either end has enough."""
        try:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                persists = True
                if guard is not None:
                    if not await guard.admits(writer, TIMEOUT):
                        return
                    cast(asyncio.Transport, writer.transport).resume_reading()
                while persists:
                    async with asyncio.timeout(TIMEOUT):
                        octets, persists = await self._answer(reader, guard)
                    writer.write(octets)
                    async with asyncio.timeout(TIMEOUT):
                        await writer.drain()
        finally:
            writer.close()

    @property
    def _guard(self) -> Guard | None:
        return self._guards[-1] if self._guards else None

    async def _answer(self, reader: asyncio.StreamReader, guard: Guard | None) -> tuple[bytes, bool]:
        """The answer to the next request, and whether one more may follow."""
        try:
            request = parse_head(await reader.readuntil(b"\r\n\r\n"))
        except BadRequest as error:
            return render(HttpResponse(400, f"400 Bad Request: {error}".encode())), False
        except asyncio.LimitOverrunError:
            return render(HttpResponse(431, b"431 Request Header Fields Too Large")), False
        if guard is not self._guard:  # another one might not have admitted the client
            return b"", False
        respond = self._respond
        response = await (respond(request) if guard is None else guard.answer(request, respond))
        return render(response, head=request.method == "HEAD", persists=request.persists), request.persists

    async def _respond(self, request: HttpRequest) -> HttpResponse:
        handlers = self.handlers.get(request.path)
        if not handlers:
            return NOT_FOUND
        handler = handlers[-1]
        if not isinstance(handler, Joint):
            return handler(request)
        everywhere = self._everywhere
        return handler.whole(request, [handler.part()] if everywhere is None else await everywhere(request.path))

    def part(self, path: str) -> Any:
        """What this process knows at a path; None when that is nothing."""
        handlers = self.handlers.get(path)
        return handlers[-1].part() if handlers and isinstance(handlers[-1], Joint) else None

    async def close(self) -> None:
        """Give the address back and end its connections."""
        self._forget(self)
        for server in self._servers:
            server.close()
        for sock in self.sockets:
            sock.close()
        running = list(self._connections)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class Endpoints:
    """All addresses of a process on which HTTP is answered."""

    def __init__(self, opening: OpenTcp = open_tcp, everywhere: Everywhere | None = None) -> None:
        """`everywhere` asks all workers what they know, where there are workers."""
        self._opening = opening
        self._everywhere = everywhere
        self._open: dict[Key, Endpoint] = {}
        self._named: dict[str, Endpoint] = {}  # the same, by every spelling of their addresses
        self._guards: dict[Key, list[Guard]] = {}  # of addresses that are open or may be

    async def guard(self, address: str, guard: Guard) -> Callable[[], None]:
        """Have a guard stand in front of all paths of an address, until the function that is returned is called.

        That goes for connections that come from now on, whoever opens the address. Raises `StartError`.
        """
        guards = self._guards.setdefault(await _resolve(address), [])
        guards.append(guard)
        return partial(guards.remove, guard)

    async def mount(self, address: str, path: str, handler: Handler | Joint) -> Mount:
        """Have requests for a path at an address ("host:port") answered by `handler` from now on.

        An address that is answered already, for another plugin or the configuration before, is shared: so a reload
        leaves no gap, and one that fails changes nothing. Raises `StartError`.
        """
        endpoint = self._named.get(address)
        if endpoint is None:
            key = await _resolve(address)
            endpoint = self._open.get(key) or await self._begin(key)
            self._named[address] = endpoint
        endpoint.handlers.setdefault(path, []).append(handler)
        return Mount(endpoint, path, handler)

    async def _begin(self, key: Key) -> Endpoint:
        """Answer at an address, of which all workers have the same name; raises `StartError`."""
        host, port = key
        name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        everywhere = None if self._everywhere is None else partial(self._everywhere, name)
        own = [sock for endpoint in self._open.values() for sock in endpoint.sockets]
        guards = self._guards.setdefault(key, [])
        endpoint = Endpoint(key, self._opening(*key, own), guards, self._forget, everywhere)
        self._open[key] = self._named[name] = endpoint
        await endpoint.start()
        return endpoint

    def _forget(self, endpoint: Endpoint) -> None:
        self._open.pop(endpoint.key, None)
        self._named = {name: other for name, other in self._named.items() if other is not endpoint}

    def part(self, address: str, path: str) -> Any:
        """What this process knows at an address and path that workers answer together; None when that is nothing."""
        return self._named[address].part(path) if address in self._named else None

    def keys(self) -> list[Key]:
        """Host and port of all that are open, as they were asked for."""
        return list(self._open)

    def port(self, address: str) -> int:
        """The port of an address as it was mounted; raises `LookupError`."""
        return self._named[address].port


async def _resolve(address: str) -> Key:
    """Host and port as numbers; a name stands for its first address, IPv4 rather than IPv6, as in the reference.

    The host is "" for every way to say "all addresses of the machine".
    """
    host, port = split_host_port(address)
    if port.isdecimal() and int(port) > _MAX_PORT:
        raise StartError(f"listen tcp: address {port}: invalid port")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host or None, port or "0", type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise StartError(f"listen tcp: lookup {address}: {error}") from None
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    name, number = found[0][4][:2]
    return ("" if name in WILDCARDS else str(name), int(number))
