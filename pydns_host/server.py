"""Starts, reloads and stops a plan: plugins, sockets and listeners, in an order that loses no query.

What the plan says is `assemble`'s business, what a query meets is `listener`'s.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydns_host import chain, names
from pydns_host.assemble import Plan, PlannedBlock
from pydns_host.generation import Generation, Key
from pydns_host.interfaces import Interfaces
from pydns_host.listener import Listener
from pydns_host.logs import Logs
from pydns_host.message import Request, Response
from pydns_host.metrics import Metrics
from pydns_host.readers import Readers
from pydns_host.services import Services
from pydns_host.tasks import Tasks
from pydns_host.timers import Timers
from pydns_host.transports.addresses import Pair, open_pair
from pydns_host.transports.room import Room
from pydns_host.transports.tcp import TcpSocket
from pydns_host.transports.udp import UdpSocket
from pydns_host.zones import Site, Zones

GRACE = 5.0  # seconds that queries in flight are waited for at the end, as in the reference
CHAOS = frozenset({"chaos", "forward"})  # with one of these, a listener takes classes other than IN
_SWEEP = 1.0  # seconds between looks for what is overdue or idle

Open = Callable[[str, int, Sequence[socket.socket]], Pair]


@dataclass(slots=True)
class Endpoint:
    """A listener and its sockets; it outlives reloads that keep its address."""

    listener: Listener
    udp: list[UdpSocket]
    tcp: list[TcpSocket]

    def each(self) -> Iterator[UdpSocket | TcpSocket]:
        """All of its sockets."""
        yield from self.udp
        yield from self.tcp


class Server:
    """Everything of one process that answers DNS."""

    def __init__(
        self,
        logs: Logs,
        metrics: Metrics | None = None,
        interfaces: Callable[[], Interfaces] = Interfaces.of_this_machine,
    ) -> None:
        self.logs = logs
        self.metrics = metrics or Metrics()
        self.timers = Timers()
        self.readers = Readers()
        self.tasks = Tasks(logs.host, self.metrics)
        self.endpoints: dict[Key, Endpoint] = {}
        self._interfaces = interfaces
        self._generation = Generation()
        self._sweep: asyncio.TimerHandle | None = None

    async def start(self, plan: Plan) -> None:
        """Bring a plan up, in place of what runs now if anything does.

        On any failure what was running goes on as it was, and the exception says why: `CorefileError` or
        `StartError`.
        """
        generation = Generation()
        opened: dict[Key, Endpoint] = {}
        try:
            listening = plan.listening(self._interfaces())
            chains = {id(planned): self._make(planned, generation) for planned in plan.blocks}
            for key, zones in listening.items():
                generation.zones[key] = _zones(zones, chains)
                if key not in self.endpoints:
                    opened[key] = self._open(key, generation.zones[key])
            for plugin in generation.plugins:
                await plugin.start()
        except BaseException:
            await _stop(generation.plugins)
            for endpoint in opened.values():
                for sock in endpoint.each():
                    sock.sock.close()
            raise
        self.logs.debug = any(planned.block.debug for planned in plan.blocks)
        await self._swap(generation, opened)

    def _make(self, planned: PlannedBlock, generation: Generation) -> tuple[chain.Next | None, bool]:
        """The chain of those plugins of a block that serve, and whether it may run inline."""
        plugins = [link.plugin(link.config, self._services(planned, link.plugin.name)) for link in planned.links]
        generation.plugins.extend(plugins)
        links = [plugin for plugin in plugins if type(plugin).serve is not Plugin.serve]
        if not links:
            return None, True
        return chain.build(links), all(link.inline for link in links)

    def _services(self, planned: PlannedBlock, name: str) -> Services:
        return Services(
            block=planned.block,
            log=self.logs.for_plugin(name),
            metrics=self.metrics,
            timers=self.timers,
            tasks=self.tasks,
            readers=self.readers,
            local=self.local,
            resolve=self.resolve,
        )

    def _open(self, key: Key, zones: Zones) -> Endpoint:
        host, port = key
        shown = f"[{host}]" if ":" in host else host
        listener = Listener(f"dns://{shown}:{port}", zones, self.logs.host, self.metrics)
        udp, tcp = open_pair(host, port)
        return Endpoint(
            listener,
            [UdpSocket(sock, listener) for sock in udp],
            [TcpSocket(sock, listener, time.monotonic) for sock in tcp],
        )

    async def _swap(self, generation: Generation, opened: dict[Key, Endpoint]) -> None:
        """Serve the new generation from this moment on; the old one ends once its queries have."""
        old = self._generation
        self._generation = generation
        gone = [self.endpoints.pop(key) for key in list(self.endpoints) if key not in generation.zones]
        for key, endpoint in self.endpoints.items():
            endpoint.listener.serve(generation.zones[key])
        waited = [query for endpoint in (*self.endpoints.values(), *gone) for query in endpoint.listener.in_flight]
        self.endpoints.update(opened)
        for endpoint in opened.values():
            for sock in endpoint.each():
                sock.start()
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_SWEEP, self._end_overdue)
        await self._close(gone)
        if old.plugins:
            await _until(lambda: all(query.over for query in waited), GRACE)
            await _stop(old.plugins)

    async def _close(self, endpoints: list[Endpoint]) -> None:
        """Take no more queries, wait for those in flight, then close."""
        for endpoint in endpoints:
            for sock in endpoint.each():
                sock.pause()
        await _until(lambda: not any(endpoint.listener.in_flight for endpoint in endpoints), GRACE)
        for endpoint in endpoints:
            for sock in endpoint.each():
                sock.close()

    def _end_overdue(self) -> None:
        self._sweep = asyncio.get_running_loop().call_later(_SWEEP, self._end_overdue)
        for endpoint in self.endpoints.values():
            endpoint.listener.end_overdue(time.monotonic())

    async def stop(self) -> None:
        """Finish what is in flight, within `GRACE`, and give everything back."""
        endpoints = list(self.endpoints.values())
        self.endpoints = {}
        await self._close(endpoints)
        plugins, self._generation = self._generation.plugins, Generation()
        await _stop(plugins)
        await self.tasks.stop()
        self.timers.stop()
        self.readers.close()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None

    def local(self, request: Request, address: str, port: int) -> Coroutine[Any, Any, Response | None] | None:
        """The answer of this very process at an address, as over a socket; None when it does not listen there."""
        endpoint = self.endpoints.get((address, port))
        if endpoint is None and (address == "::1" or address.startswith("127.")):
            endpoint = self.endpoints.get(("", port))
        if endpoint is None:
            return None
        listener = endpoint.listener
        asked = request.replace(
            client=address, port=port, local=address, local_port=port, server=listener.label, view=""
        )
        return listener.ask(asked)

    async def resolve(self, request: Request) -> Response | None:
        """Ask the zones of the listener that `request` came to, from the top: how a CNAME is followed elsewhere."""
        for endpoint in self.endpoints.values():
            if endpoint.listener.label == request.server:
                return await endpoint.listener.ask(request)
        return None

    def banner(self) -> list[str]:
        """What is served where, one line a zone and address, as the reference prints it."""
        lines = []
        for (host, port), endpoint in self.endpoints.items():
            for zone in sorted(names.to_text(key) for key in endpoint.listener.zones.sites):
                lines.append(f"{zone}:{port} on {host}" if host else f"{zone}:{port}")
        return lines


def _zones(served: list[tuple[str, PlannedBlock]], chains: dict[int, tuple[chain.Next | None, bool]]) -> Zones:
    sites = [Site(names.from_text(zone), planned.block, *chains[id(planned)]) for zone, planned in served]
    other_classes = any(CHAOS & set(planned.block.names) for _, planned in served)
    return Zones(sites, other_classes)


async def _stop(plugins: list[Plugin]) -> None:
    for plugin in reversed(plugins):
        await plugin.stop()


async def _until(done: Callable[[], bool], timeout: float) -> None:
    """Wait until `done()`, looked at often, or until `timeout` seconds have passed."""
    end = time.monotonic() + timeout
    while not done() and time.monotonic() < end:
        await asyncio.sleep(0.01)
