"""One address and port on which queries come in: from octets to a chain and back, with nothing escaping.

Sockets are `transports`' business, starting and stopping is `server`'s.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from pydns_host import drive
from pydns_host.chain import Plugin
from pydns_host.errors import QueryError
from pydns_host.logs import PluginLog
from pydns_host.message import REFUSED, SERVFAIL, Request, Response
from pydns_host.metrics import Metrics
from pydns_host.wire import ingress, render
from pydns_host.zones import Site, Zones

MAX_IN_FLIGHT = 10_000  # queries; beyond it the newest is dropped, as a full socket buffer would
LIMIT = 15.0  # seconds after which a query is answered SERVFAIL, whatever its chain waits for


class Sender(Protocol):
    """Whoever brings octets back to a client; `peer` is what it handed in with the query."""

    def send(self, peer: Any, octets: bytes) -> None:
        """Send what answers one query, or lose it; never wait."""

    def drop(self, peer: Any) -> None:
        """The query is over without an answer."""


class Listener:
    """Takes packets of one listening address; `zones` is swapped by a reload while queries are in flight."""

    def __init__(self, label: str, zones: Zones, log: PluginLog, metrics: Metrics) -> None:
        self.label = label
        self.zones = zones
        self.in_flight: dict[InFlight, None] = {}
        self._log = log
        self._malformed = metrics.counter(
            "pydns_malformed_queries_total", "Packets answered or ignored at the door.", ["server"]
        )
        self._shed = metrics.counter("pydns_shed_queries_total", "Queries dropped at the bound.", ["server"])
        self._panics = metrics.counter(
            "coredns_panics_total", "Queries that a plugin failed with an exception."
        )
        self._late = metrics.counter("pydns_overdue_queries_total", "Queries ended by the host.", ["server"])

    def receive(
        self,
        packet: bytes,
        client: str,
        port: int,
        local: str,
        local_port: int,
        proto: str,
        sender: Sender,
        peer: Any,
    ) -> None:
        """Take one packet; the answer goes to `sender` with `peer`, perhaps before this returns."""
        facts = ingress(packet)
        if facts is None or isinstance(facts, bytes):
            self._malformed.inc(self.label)
            if facts is None:
                sender.drop(peer)
            else:
                sender.send(peer, facts)
            return
        request = Request(
            facts.qname,
            facts.type,
            facts.rclass,
            id=facts.id,
            flags=facts.flags,
            opcode=facts.opcode,
            edns=facts.edns,
            wire=facts.wire,
            client=client,
            port=port,
            local=local,
            local_port=local_port,
            proto=proto,
            server=self.label,
        )
        site = self.find(request)
        if site is None or site.chain is None:
            sender.send(peer, render(request.reply(REFUSED), request, request.size))
        elif len(self.in_flight) >= MAX_IN_FLIGHT:
            self._shed.inc(self.label)
            sender.drop(peer)
        else:
            InFlight(self, request, site, sender, peer).start(site.chain(request))

    def find(self, request: Request) -> Site | None:
        """The site for a question; None refuses it: a zone or a class that nobody here serves."""
        zones = self.zones
        if request.rclass != 1 and not zones.other_classes:
            return None
        return zones.find(request)

    async def ask(self, request: Request) -> Response | None:
        """What a client on this machine would get from this listener, without sockets between."""
        site = self.find(request)
        if site is None or site.chain is None:
            return request.reply(REFUSED)
        chain: Coroutine[Any, Any, Response | None] = site.chain(request)
        try:
            return await (chain if site.inline else asyncio.get_running_loop().create_task(chain))
        except Exception as error:
            return self.failure(request, site, error)

    def failure(self, request: Request, site: Site, error: BaseException) -> Response:
        """The answer to a query whose chain raised; what no plugin meant to raise is logged and counted."""
        if isinstance(error, QueryError):
            return request.reply(error.rcode, ede=error.ede)
        self._panics.inc()
        text = f"plugin/{_culprit(error)}: {type(error).__name__}: {error}"
        self._log.error(
            f"Recovered from an exception in server {self.label}: {request.text} {request.type_text}: {text}"
        )
        if site.block.stacktrace:
            for line in "".join(traceback.format_exception(error)).splitlines():
                self._log.error(line)
        return request.reply(SERVFAIL)

    def end_overdue(self, now: float) -> None:
        """Answer SERVFAIL for what has been in flight for longer than `LIMIT`."""
        for query in [query for query in self.in_flight if now - query.since > LIMIT]:
            self._late.inc(self.label)
            query.throw(QueryError("the query's time is over"))


class InFlight:
    """One query on its way through a chain, and the client who waits for it."""

    __slots__ = ("_listener", "_peer", "_request", "_running", "_sender", "_site", "ended", "since")

    def __init__(self, listener: Listener, request: Request, site: Site, sender: Sender, peer: Any) -> None:
        self._listener = listener
        self._request = request
        self._site = site
        self._sender = sender
        self._peer = peer
        self._running: drive.Drive | asyncio.Task[Any] | None = None
        self.ended = False
        self.since = 0.0

    def start(self, chain: Coroutine[Any, Any, Response | None]) -> None:
        """Run the chain up to its first wait."""
        running = drive.start(chain, self._end, self._site.inline)
        if not self.ended:
            self._running = running
            self.since = time.monotonic()
            self._listener.in_flight[self] = None

    def throw(self, error: BaseException) -> None:
        """End the chain where it waits."""
        if isinstance(self._running, drive.Drive):
            self._running.throw(error)
        elif self._running is not None:
            self._running.cancel()

    def _end(self, response: Response | None, error: BaseException | None) -> None:
        self.ended = True
        self._running = None  # it holds this method: no cycle is left for the garbage collector
        self._listener.in_flight.pop(self, None)
        request = self._request
        if error is not None:
            if isinstance(error, asyncio.CancelledError):
                error = QueryError("the query was cancelled")
            response = self._listener.failure(request, self._site, error)
        if response is None:
            self._sender.drop(self._peer)
            return
        try:
            octets = render(response, request, request.size)
        except Exception as failure:
            octets = render(self._listener.failure(request, self._site, failure), request, request.size)
        self._sender.send(self._peer, octets)


def _culprit(error: BaseException) -> str:
    """The name of the plugin that raised: the innermost frame whose `self` is one."""
    name = "?"
    trace = error.__traceback__
    while trace is not None:
        owner = trace.tb_frame.f_locals.get("self")
        if isinstance(owner, Plugin):
            name = owner.name
        trace = trace.tb_next
    return name


Ask = Callable[[Request], Coroutine[Any, Any, Response | None]]
