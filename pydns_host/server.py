"""Starts, reloads and stops a plan: plugins, sockets and listeners, in an order that loses no query.

What the plan says is `assemble`'s business, what a query meets is `listener`'s.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydns_host import names
from pydns_host.assemble import Plan, PlannedBlock
from pydns_host.configuration import Configuration
from pydns_host.errors import QueryError
from pydns_host.generation import Chain, Generation, Key
from pydns_host.http.endpoints import Endpoints
from pydns_host.inflight import InFlight
from pydns_host.interfaces import Interfaces
from pydns_host.listener import Listener
from pydns_host.logs import Logs
from pydns_host.message import Request, Response
from pydns_host.metrics import Metrics
from pydns_host.readers import Readers
from pydns_host.services import Services, leave
from pydns_host.tasks import Tasks
from pydns_host.timers import Timers
from pydns_host.transports.addresses import WILDCARDS, Pair, open_pair
from pydns_host.transports.limits import Limits
from pydns_host.transports.room import Room
from pydns_host.transports.tcp import TcpSocket
from pydns_host.transports.udp import UdpSocket, WildcardSocket, udp_socket
from pydns_host.zones import Site, Zones, zone_key

GRACE = 5.0  # seconds that queries in flight are waited for at the end, as in the reference
CHAOS = frozenset({"chaos", "forward"})  # with one of these, a listener takes classes other than IN
_FLUSH = 1.0  # seconds that clients have to read their last answers
_SWEEP = 1.0  # seconds between looks for what is overdue or idle

# RFC 1035 section 2.3.1; the root and reverse zones are exempt.
_PREFERRED = re.compile(r"\.|.*\.(in-addr|ip6)\.arpa\.|([A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+")

Open = Callable[[str, int, Sequence[socket.socket]], Pair]


@dataclass(slots=True)
class Endpoint:
    """A listener and its sockets; it outlives reloads that keep its address."""

    listener: Listener
    udp: list[UdpSocket]
    tcp: list[TcpSocket]

    @property
    def port(self) -> int:
        """The port, also when the system chose it."""
        chosen: int = self.udp[0].sock.getsockname()[1]
        return chosen

    def each(self) -> Iterator[UdpSocket | TcpSocket]:
        """All of its sockets."""
        yield from self.udp
        yield from self.tcp


class _Ends(dict[Key, Listener | None]):
    """Who listens at an address and port of this very process, and so answers itself what is sent there."""

    def __init__(self, find: Callable[[Key], Listener | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, end: Key) -> Listener | None:
        found = self[end] = self._find(end)
        return found


class Server:
    """Everything of one process that answers DNS."""

    def __init__(
        self,
        logs: Logs,
        metrics: Metrics | None = None,
        interfaces: Callable[[], Interfaces] = Interfaces.of_this_machine,
        opening: Open = open_pair,
        readers: Readers | None = None,
        configuration: Configuration | None = None,
        http: Endpoints | None = None,
        leave: Callable[[int], None] = leave,
        seed: bytes = b"",
        give: Callable[[Key, WildcardSocket, str], None] | None = None,
    ) -> None:
        self.logs = logs
        self.metrics = metrics or Metrics()
        self.timers = Timers(time.monotonic)
        self.readers = readers or Readers()
        self.tasks = Tasks(logs.host, self.metrics)
        self.endpoints: dict[Key, Endpoint] = {}
        self.room = Room(self.metrics, time.monotonic)
        self.http = http or Endpoints()
        self._configuration = configuration
        self._leave_process = leave
        self._give = give
        self._seed = seed or os.urandom(16)
        self._interfaces = interfaces
        self._opening = opening
        self._leaving: dict[Key, Endpoint] = {}  # what takes no more queries, while those in flight end
        self._at = _Ends(self._find)  # until something changes
        self._generation = Generation(logs.host)
        self._sweep: asyncio.TimerHandle | None = None

    async def start(self, plan: Plan) -> None:
        """Bring a plan up, in place of what runs now if anything does.

        On any failure what was running goes on as it was, and the exception says why: `CorefileError` or
        `StartError`.
        """
        generation = Generation(self.logs.host)
        opened: dict[Key, Endpoint] = {}
        try:
            interfaces = self._interfaces()
            listening = plan.listening(interfaces)
            services = partial(self._services, interfaces, {})
            chains = {id(planned): generation.make(planned, services) for planned in plan.blocks}
            for key, zones in listening.items():
                generation.zones[key] = _zones(zones, chains)
                generation.limits[key] = Limits.of(planned.block.timeouts for _, planned in zones)
                if key not in self.endpoints:
                    opened[key] = self._open(key, generation, opened)
            await generation.start()
        except BaseException:
            await generation.stop()
            for endpoint in opened.values():
                for sock in endpoint.each():
                    sock.sock.close()
            raise
        self.logs.debug = any(planned.block.debug for planned in plan.blocks)
        await self._swap(generation, opened)

    def _services(self, interfaces: Interfaces, shared: dict[str, Any], planned: PlannedBlock, name: str) -> Services:
        return Services(
            block=planned.block,
            log=self.logs.for_plugin(name),
            metrics=self.metrics,
            timers=self.timers,
            tasks=self.tasks,
            readers=self.readers,
            local=self.local,
            here=self._at.__getitem__,
            resolve=self.resolve,
            hosts=tuple(interfaces.hosts(planned.block)),
            configuration=self._configuration,
            shared=shared,
            http=self.http,
            leave=self._leave_process,
            seed=self._seed,
        )

    def _open(self, key: Key, generation: Generation, opened: dict[Key, Endpoint]) -> Endpoint:
        host, port = key
        shown = f"[{host}]" if ":" in host else host
        listener = Listener(f"dns://{shown}:{port}", generation.zones[key], self.logs.host, self.metrics)
        others = (*self.endpoints.values(), *opened.values())
        for sock in (sock for endpoint in others for sock in endpoint.udp if endpoint.port == port):
            sock.give_up(host)
        udp, tcp = self._opening(host, port, [other.sock for endpoint in others for other in endpoint.each()])
        return Endpoint(
            listener,
            [udp_socket(sock, listener, self.readers, self._give and partial(self._give, key)) for sock in udp],
            [TcpSocket(sock, listener, self.room, generation.limits[key], self.readers) for sock in tcp],
        )

    async def _swap(self, generation: Generation, opened: dict[Key, Endpoint]) -> None:
        """Serve the new generation from this moment on; the old one ends once its queries have."""
        old, self._generation = self._generation, generation
        queries = [query for endpoint in self.endpoints.values() for query in endpoint.listener.in_flight]
        self._leaving = {key: found for key, found in self.endpoints.items() if key not in generation.zones}
        self.endpoints = {key: found for key, found in self.endpoints.items() if key in generation.zones}
        for key, endpoint in self.endpoints.items():
            endpoint.listener.serve(generation.zones[key])
            for listening in endpoint.tcp:
                listening.limits = generation.limits[key]
        self.endpoints.update(opened)
        self._at.clear()
        for endpoint in opened.values():
            for sock in endpoint.each():
                sock.start()
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_SWEEP, self.sweep)
        await self._leave(queries)
        await old.stop()

    async def _leave(self, queries: list[InFlight]) -> None:
        """Close what is leaving, once `queries` have ended: by themselves within `GRACE`, or else by force."""
        sockets = [sock for endpoint in self._leaving.values() for sock in endpoint.each()]
        for sock in sockets:
            sock.pause()
        await _until(lambda: all(query.over for query in queries), GRACE)
        late = [query for query in queries if not query.over]
        for _ in range(2):  # the second time, an answer goes out in place of what does not end
            for query in late:
                query.end(QueryError("the server stops"))
            await _until(lambda: all(query.over for query in late), _FLUSH)
        await _until(lambda: not any(sock.busy for sock in sockets), _FLUSH)
        for sock in sockets:
            sock.close()
        await _until(lambda: not any(sock.busy for sock in sockets), _FLUSH)
        self._leaving = {}
        self._at.clear()

    def sweep(self) -> None:
        """End queries that are overdue and connections that are idle, now and again later."""
        if self._sweep is not None:
            self._sweep.cancel()
        self._sweep = asyncio.get_running_loop().call_later(_SWEEP, self.sweep)
        self.room.close_idle()
        for endpoint in self.endpoints.values():
            endpoint.listener.end_overdue(time.monotonic())

    async def stop(self) -> None:
        """Finish what is in flight, within `GRACE`, and give everything back; plugins are told first."""
        await self._generation.drain()
        self._leaving, self.endpoints = self.endpoints, {}
        self._at.clear()
        await self._leave([query for endpoint in self._leaving.values() for query in endpoint.listener.in_flight])
        old, self._generation = self._generation, Generation(self.logs.host)
        await old.stop()
        await self.tasks.stop()
        self.timers.stop()
        if not self.readers.looped:
            self.readers.close()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None

    def _find(self, end: Key) -> Listener | None:
        """Who takes what is sent to an address; a wildcard takes what is for this machine as far as that is sure."""
        address, port = end
        loopback = address == "::1" or address.startswith("127.")
        keys = [(host, port) for host in (address, *(WILDCARDS if loopback else ()))]
        return next((at[key].listener for key in keys for at in (self.endpoints, self._leaving) if key in at), None)

    def local(self, request: Request, address: str, port: int) -> Coroutine[Any, Any, Response | None] | None:
        """The answer of this very process at an address, as over a socket; None when it does not listen there."""
        listener = self._at[address, port]
        return None if listener is None else listener.ask(request, address, port)

    async def resolve(self, request: Request) -> Response | None:
        """Ask the zones of the listener that `request` came to, from the top: how a CNAME is followed elsewhere."""
        for endpoint in (*self.endpoints.values(), *self._leaving.values()):
            if endpoint.listener.label == request.server:
                return await endpoint.listener.ask(request)
        return None

    def banner(self) -> list[str]:
        """What is served where, one line a zone and address, as the reference prints it."""
        lines = []
        for (host, _), endpoint in self.endpoints.items():
            for zone in sorted(names.to_text(key) for key in endpoint.listener.zones.sites):
                if not _PREFERRED.fullmatch(zone):
                    lines.append(f'Warning: Domain "{zone}" does not follow RFC1035 preferred syntax')
                lines.append(f"{zone}:{endpoint.port} on {host}" if host else f"{zone}:{endpoint.port}")
        return lines


def _zones(served: list[tuple[str, PlannedBlock]], chains: dict[int, Chain]) -> Zones:
    sites = []
    for zone, planned in served:
        key = zone_key(zone)
        if key is not None:
            sites.append(Site(key, planned.block, *chains[id(planned)]))
    other_classes = any(CHAOS & set(planned.block.names) for _, planned in served)
    return Zones(sites, other_classes)


async def _until(done: Callable[[], bool], timeout: float) -> None:
    """Wait until `done()`, looked at often, or until `timeout` seconds have passed."""
    end = time.monotonic() + timeout
    while not done() and time.monotonic() < end:
        await asyncio.sleep(0.01)
