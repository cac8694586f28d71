"""One address and port on which queries come in: from octets to a chain and back, with nothing escaping.

Sockets are `transports`' business, starting and stopping is `server`'s.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Coroutine
from typing import Any, Protocol

from pydns_host import drive
from pydns_host.chain import Plugin
from pydns_host.errors import QueryError
from pydns_host.logs import PluginLog
from pydns_host.message import REFUSED, SERVFAIL, Question, Request, Response, Via
from pydns_host.metrics import Metrics
from pydns_host.wire import ingress, render
from pydns_host.zones import Site, Zones

MAX_IN_FLIGHT = 10_000  # queries; beyond it the newest is dropped, as a full socket buffer would
MAX_KNOWN = 16384  # questions of one generation, remembered with the site that takes them
MAX_KNOWN_SIZE = 512  # octets of a packet worth remembering
LIMIT = 15.0  # seconds after which a query is answered SERVFAIL, whatever its chain waits for

Known = tuple[Question, Site | None]
Running = Coroutine[Any, Any, "Response | None"]


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
        # What was asked of late, in two generations: when the younger is full, the older one is forgotten.
        self._known: dict[bytes, Known] = {}
        self._older: dict[bytes, Known] = {}
        self._vias: dict[tuple[str, int, str], Via] = {}  # for this process's own questions, by address and port
        self._log = log
        self._malformed = metrics.counter(
            "pydns_malformed_queries_total", "Packets answered or ignored at the door.", ["server"]
        )
        self._shed = metrics.counter("pydns_shed_queries_total", "Queries dropped at the bound.", ["server"])
        self._panics = metrics.counter("coredns_panics_total", "Queries that a plugin failed with an exception.")
        self.unsent = metrics.counter("pydns_unsent_answers_total", "Answers that the system did not take.", ["server"])
        self._late = metrics.counter("pydns_overdue_queries_total", "Queries ended by the host.", ["server"])

    def receive(self, packet: bytes, client: str, port: int, via: Via, sender: Sender, peer: Any) -> None:
        """Take one packet; the answer goes to `sender` with `peer`, perhaps before this returns."""
        known = self._known.get(packet[2:]) or self._look(packet, sender, peer)
        if known is None:
            return
        question, site = known
        request = Request(question, packet[0] << 8 | packet[1], client, port, via)
        if site is None or site.chain is None:
            sender.send(peer, render(request.reply(REFUSED), request))
            return
        response, wait, ended, coroutine = None, None, False, None
        try:
            found = None if site.quick is None else site.quick(request)
            if found is None:
                coroutine = site.chain(request)
                if site.inline:
                    response, wait, ended = drive.first_step(coroutine)
            elif isinstance(found, Response):
                response, ended = found, True
            else:
                wait = found
        except BaseException as error:  # no plugin ends the server, not even by sys.exit()
            response, ended = self.failure(request, site, error), True
        if ended:
            self.finish(response, request, site, sender, peer)
        elif len(self.in_flight) >= MAX_IN_FLIGHT:
            if coroutine is not None:
                coroutine.close()
            self._shed.inc(self.label)
            sender.drop(peer)
        elif site.inline or coroutine is None:
            InFlight(self, request, site, sender, peer, coroutine).follow(wait)
        else:
            InFlight(self, request, site, sender, peer, coroutine).launch()

    def _look(self, packet: bytes, sender: Sender, peer: Any) -> Known | None:
        """What a packet asks that is not among the latest, and which site takes it; None when the door answered it."""
        tail = packet[2:]
        known = self._older.pop(tail, None)
        if known is None:
            question = ingress(packet)
            if question is None or isinstance(question, bytes):
                self._malformed.inc(self.label)
                if question is None:
                    sender.drop(peer)
                else:
                    sender.send(peer, question)
                return None
            known = question, self.zones.find(question)
            if question.plain:
                tail = question.tail  # the same octets, held once
        return self._remember(tail, known)

    def _remember(self, tail: bytes, known: Known) -> Known:
        if len(tail) <= MAX_KNOWN_SIZE:
            if len(self._known) >= MAX_KNOWN:
                self._known, self._older = {}, self._known
            self._known[tail] = known
        return known

    def serve(self, zones: Zones) -> None:
        """Ask these zones from now on; queries in flight end where they are."""
        self.zones = zones
        self._known, self._older = {}, {}

    def finish(self, response: Response | None, request: Request, site: Site, sender: Sender, peer: Any) -> None:
        """Bring a chain's answer to its client; None is silence."""
        if response is None:
            sender.drop(peer)
            return
        try:
            octets = render(response, request)
        except Exception as error:
            octets = render(self.failure(request, site, _fault(response, site, error)), request)
        sender.send(peer, octets)

    async def ask(self, request: Request, address: str = "", port: int = 0) -> Response | None:
        """What a client on this machine would get from this listener, without sockets between.

        With an `address` and `port` it is as if that client had asked there, otherwise the query stays the one it is.
        """
        question = request.question
        known = self._known.get(question.tail) or self._remember(question.tail, (question, self.zones.find(question)))
        site = known[1]
        if address:
            via = self._vias.get((address, port, request.via.proto)) or self._learn(address, port, request.via.proto)
            request = Request(question, request.id, address, request.port, via, request.deadline, "", request.hops)
        if site is None or site.chain is None:
            return request.reply(REFUSED)
        try:
            found = None if site.quick is None else site.quick(request)
            if found is not None:
                return found if isinstance(found, Response) else await self._awaited(found, request, site)
            chain: Running = site.chain(request)
            return await (chain if site.inline else asyncio.get_running_loop().create_task(chain))
        except Exception as error:
            return self.failure(request, site, error)

    async def _awaited(self, wait: drive.Wait[Response], request: Request, site: Site) -> Response | None:
        """What a chain waits for and has nothing to do about; or, when that fails, what its plugins make of it."""
        try:
            return await wait
        except Exception as error:
            if wait.error is not error or site.chain is None:
                raise
        chain: Running = site.chain(request)
        return await (chain if site.inline else asyncio.get_running_loop().create_task(chain))

    def _learn(self, address: str, port: int, proto: str) -> Via:
        via = self._vias[address, port, proto] = Via(proto, self.label, address, port)
        return via

    def failure(self, request: Request, site: Site, error: BaseException) -> Response:
        """The answer to a query whose chain raised; what no plugin meant to raise is logged and counted."""
        if isinstance(error, QueryError):
            try:
                return request.reply(error.rcode, ede=error.ede)
            except Exception as wrong:  # what it carries cannot be sent
                error = wrong.with_traceback(error.__traceback__)
        self._panics.inc()
        text = " ".join("".join(traceback.format_exception_only(error)).split())
        where = f"server {self.label}: {request.text} {request.type_text}"
        self._log.error(f"Recovered from an exception in {where}: plugin/{_culprit(error)}: {text}")
        if site.block.stacktrace:
            for line in "".join(traceback.format_exception(error)).splitlines():
                self._log.error(line)
        return request.reply(SERVFAIL)

    def end_overdue(self, now: float) -> None:
        """Answer SERVFAIL for what has been in flight for longer than `LIMIT`."""
        for query in [query for query in self.in_flight if now - query.since > LIMIT and not query.over]:
            if not query.ending:
                self._late.inc(self.label)
            query.end(QueryError("the query's time is over"))


class InFlight(drive.Drive):
    """One query whose chain waits, and the client who waits for it."""

    __slots__ = ("_listener", "_request", "_site", "_task", "ending", "over", "peer", "sender", "since")

    def __init__(
        self, listener: Listener, request: Request, site: Site, sender: Sender, peer: Any, chain: Running | None
    ) -> None:
        """Without a `chain` what is waited for is the answer; the chain is asked when that fails."""
        self._coroutine = chain
        self._waiting = None
        self._listener = listener
        self._request = request
        self._site = site
        self._task: asyncio.Task[Any] | None = None
        self.sender = sender
        self.peer = peer
        self.ending = False
        self.over = False
        self.since = time.monotonic()
        listener.in_flight[self] = None

    def launch(self) -> None:
        """Run the chain as a task of its own."""
        task = drive.start(self._coroutine, self.ended, inline=False)
        self._task = task if isinstance(task, asyncio.Task) else None

    def step(self, error: BaseException | None = None) -> None:
        """Go on with the chain; without one, answer, or begin it when what was waited for has failed."""
        if self._coroutine is not None:
            super().step(error)
        elif self._waiting.error is None:
            self.ended(self._waiting.value, None)
        else:
            self._begin()

    def _begin(self) -> None:
        try:
            self._coroutine = self._site.chain(self._request) if self._site.chain else None
        except BaseException as failure:  # as in `Listener.receive`
            self.ended(None, failure)
            return
        if self._site.inline:
            super().step()
        else:
            self.launch()

    def throw(self, error: BaseException) -> None:
        """Raise `error` in the chain; without one, end the wait with it, and so let the chain see it."""
        if self._coroutine is None:
            self._waiting.fail(error)
        else:
            super().throw(error)

    def end(self, error: BaseException) -> None:
        """End the chain where it waits; when asked again, answer in its place, since it does not end."""
        if self.ending:
            self._answer(None, error)
            return
        self.ending = True
        if self._task is None:
            self.throw(error)
        else:
            self._task.cancel()

    def ended(self, result: Any, error: BaseException | None) -> None:
        """Answer the client, unless that was done already; a chain that does not end stays counted until here."""
        self._task = None  # it holds this method: no cycle is left for the garbage collector
        self._listener.in_flight.pop(self, None)
        if not self.over:
            self._answer(result, error)

    def _answer(self, result: Any, error: BaseException | None) -> None:
        self.over = True
        if isinstance(error, asyncio.CancelledError):
            error = QueryError("the query was cancelled")
        if error is not None:
            result = self._listener.failure(self._request, self._site, error)
        self._listener.finish(result, self._request, self._site, self.sender, self.peer)


def _fault(returned: object, site: Site, error: Exception) -> Exception:
    """What is wrong with something that could not be rendered."""
    if isinstance(returned, Response):
        return error
    return TypeError(f"one of {', '.join(site.block.names)} returned {type(returned).__name__}, not Response")


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
