"""One address and port on which queries come in: from octets to a chain and back, with nothing escaping.

Sockets are `transports`' business, starting and stopping is `server`'s.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from pydns_host import drive
from pydns_host.again import Kept, Known
from pydns_host.chain import Plugin
from pydns_host.choice import NotTaken
from pydns_host.errors import QueryError
from pydns_host.inflight import Asker, Asking, InFlight, Sender, as_task, settled
from pydns_host.logs import PluginLog
from pydns_host.message import REFUSED, SERVFAIL, Request, Response, Via
from pydns_host.metrics import Metrics
from pydns_host.question import Question
from pydns_host.traffic import Counts
from pydns_host.wire import ingress, render
from pydns_host.zones import Site, Zones

MAX_IN_FLIGHT = 10_000  # queries; beyond it the newest is dropped, as a full socket buffer would
MAX_KNOWN = 16384  # questions of one generation, remembered with the site that takes them
MAX_KNOWN_SIZE = 512  # octets of a packet worth remembering
End = tuple[str, int, str]  # an address of this listener, its port, and "udp" or "tcp"
LIMIT = 15.0  # seconds after which a query is answered SERVFAIL, whatever its chain waits for


class Listener:
    """Takes packets of one listening address; `zones` is swapped by a reload while queries are in flight."""

    def __init__(
        self,
        label: str,
        zones: Zones,
        log: PluginLog,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.label = label
        self.zones = zones
        self.in_flight: dict[InFlight, None] = {}
        # What was asked of late, in two generations: when the younger is full, the older one is forgotten.
        self._known: dict[bytes, Known] = {}
        self._older: dict[bytes, Known] = {}
        self._vias: dict[End, Via] = {}  # of this process's own questions
        self._log = log
        self.clock = clock
        self._malformed = metrics.counter(
            "pydns_malformed_queries_total", "Packets answered or ignored at the door.", ["server"]
        )
        self._shed = metrics.counter("pydns_shed_queries_total", "Queries dropped at the bound.", ["server"])
        self._panics = metrics.counter("coredns_panics_total", "Queries that a plugin failed with an exception.")
        self.unsent = metrics.counter("pydns_unsent_answers_total", "Answers that the system did not take.", ["server"])
        self._counts = Counts(metrics)
        self._late = metrics.counter("pydns_overdue_queries_total", "Queries ended by the host.", ["server"])

    def receive(self, id: bytes, tail: bytes, via: Via, sender: Sender, peer: Any) -> bytes | None:
        """Take one packet: its first two octets, and the rest.

        An answer that is given again is returned; any other goes to `sender` with `peer`, perhaps before that.
        """
        known = self._known.get(tail) or self._look(id, tail, sender, peer)
        if known is None:
            return None
        kept = known.kept
        if kept is not None and kept.via is via:
            now, lease = self.clock(), kept.lease
            if lease.until > now and (lease.client is None or lease.client == sender.who(peer)):
                for count in kept.counts:
                    count.n += 1
                if kept.tellers:
                    self._tell(known, kept, int.from_bytes(id, "big"), sender.who(peer), self.clock() - now)
                return id + kept.octets
        client, port = sender.who(peer)
        self._ask(known, Request(known.question, int.from_bytes(id, "big"), client, port, via), sender, peer)
        return None

    def _tell(self, known: Known, kept: Kept, id: int, who: tuple[str, int], seconds: float) -> None:
        """Let plugins count and log a query whose answer was given again."""
        client, port = who
        try:
            for tell in kept.tellers:
                tell(client, port, id, seconds)
        except BaseException as error:  # no plugin ends the server, not even by sys.exit()
            if known.site is not None:
                self.failure(Request(known.question, id, client, port, kept.via), known.site, error)

    def _ask(self, known: Known, request: Request, sender: Sender, peer: Any) -> None:
        """Ask the site that takes a question, at once if it can be."""
        site = known.site
        if site is None or site.chain is None:
            sender.send(peer, render(self._refusal(request), request))
            return
        if site.quick is None:
            self._serve(request, site, sender, peer)
            return
        try:
            found = site.quick(request)
        except BaseException as error:  # as above
            found = self.failure(request, site, error)
        if isinstance(found, Response):
            try:
                octets = render(found, request)
                if found.lease is not None:
                    known.note(request, found, octets)
            except Exception as error:
                octets = render(self.failure(request, site, _fault(found, site, error)), request)
            sender.send(peer, octets)
        elif found is None:
            self._serve(request, site, sender, peer)
        elif len(self.in_flight) < MAX_IN_FLIGHT or self._has_room(sender, peer):
            InFlight(self, request, site, sender, peer, None, found)

    def _serve(self, request: Request, site: Site, sender: Sender, peer: Any) -> None:
        """Ask the chain; it may wait."""
        response, wait, ended, coroutine = None, None, False, None
        try:
            if site.chain is not None:
                coroutine = site.chain(request)
            if site.inline and coroutine is not None:
                response, wait, ended = drive.first_step(coroutine)
        except BaseException as error:  # as above
            response, ended = self.failure(request, site, error), True
        if ended or coroutine is None:
            self.finish(response, request, site, sender, peer)
        elif not self._has_room(sender, peer):
            coroutine.close()
        elif site.inline:
            InFlight(self, request, site, sender, peer, coroutine).follow(wait)
        else:
            InFlight(self, request, site, sender, peer, coroutine).launch()

    def _has_room(self, sender: Sender, peer: Any) -> bool:
        """Whether one more query may be in flight; where not, it is dropped and counted."""
        if len(self.in_flight) < MAX_IN_FLIGHT:
            return True
        self._shed.inc(self.label)
        sender.drop(peer)
        return False

    def _look(self, id: bytes, tail: bytes, sender: Sender, peer: Any) -> Known | None:
        """What a packet asks that is not among the latest, and which site takes it; None when the door answered it."""
        known = self._older.pop(tail, None)
        if known is None:
            question = ingress(id + tail)
            if question is None or isinstance(question, bytes):
                self._malformed.inc(self.label)
                if question is None:
                    sender.drop(peer)
                else:
                    sender.send(peer, question)
                return None
            known = Known(question, self.zones.find(question))
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
        if address:
            request = request.via_own(self._via((address, port, request.via.proto)))
        site = self._site(request.question)
        if site is None or site.chain is None:
            return self._refusal(request)
        try:
            found = None if site.quick is None else site.quick(request)
            return await settled(found, request, site.chain if site.inline else partial(as_task, site.chain))
        except Exception as error:
            return self.failure(request, site, error)

    def begin(self, request: Request, end: End, asker: Asker, since: float) -> Response | drive.Wait[Response] | None:
        """As `ask` of an address, where what is asked knows the answer at once or begins something for it.

        The `asker` is told of an answer that is not returned at once; the wait does not fail but with its silence.
        None, with nothing done, where nothing is begun.
        """
        request = request.via_own(self._vias.get(end) or self._via(end))
        site = self._site(request.question)
        if site is None or site.chain is None:
            return self._refusal(request)
        if site.quick is None:
            return None
        try:
            found = site.quick(request)
        except Exception as error:
            return self.failure(request, site, error)
        if isinstance(found, Response) or (found is None and request.begun is None):
            return found
        return Asking(self, request, site, found, asker, since)

    def _site(self, question: Question) -> Site | None:
        """Who takes a question of this process itself; it remembers that itself, since whoever asks keeps it."""
        zones = self.zones
        if question.zones is not zones:
            question.zones, question.site = zones, zones.find(question)
        return question.site

    def _via(self, end: End) -> Via:
        via = self._vias.get(end)
        if via is None:
            address, port, proto = end
            via = self._vias[end] = Via(proto, self.label, address, port)
        return via

    def _refusal(self, request: Request) -> Response:
        """The answer to a query that no server block takes; counted here, since no plugin sees it."""
        response = request.reply(REFUSED)
        self._counts.dropped(request, response)
        return response

    def failure(self, request: Request, site: Site, error: BaseException) -> Response:
        """The answer to a query whose chain raised; what no plugin meant to raise is logged and counted."""
        if isinstance(error, NotTaken):
            return self._refusal(request)
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
