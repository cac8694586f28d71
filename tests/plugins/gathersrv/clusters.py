"""Two clusters to gather from, without sockets, and a clock that tests move by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from pydns_host import names
from pydns_host.drive import Calling, Wait
from pydns_host.errors import QueryError
from pydns_host.header import AA, NXDOMAIN, RA, SERVFAIL
from pydns_host.inflight import settled
from pydns_host.message import Request, Response
from pydns_host.plugins.gathersrv.plugin import Gathersrv
from pydns_host.records import Record
from pydns_host.testing import Bench, Clock, block, configure, record, request
from pydns_host.timers import Timer, Timers

DIRECTIVE = "gathersrv distributed.local. {\ncluster-a.local. a-\ncluster-b.local. b-\n}"
ZONE_A = (
    "cluster-a.local. 30 IN SOA ns.dns.cluster-a.local. hm.dns.cluster-a.local. 11 7200 1800 86400 20",
    "_amqp._tcp.rabbit.cluster-a.local. 30 IN SRV 0 50 5672 rabbit-0.cluster-a.local.",
    "rabbit.cluster-a.local. 30 IN A 10.8.1.10",
    "rabbit-0.cluster-a.local. 30 IN A 10.8.1.10",
    "info.cluster-a.local. 60 IN TXT replicaSet=rs0",
    "alias.cluster-a.local. 25 IN CNAME rabbit.cluster-a.local.",
    "team.cluster-a.local. 30 IN A 10.8.1.7",
    "only-a.cluster-a.local. 30 IN A 10.8.1.77",
    "_ext._tcp.svc.cluster-a.local. 30 IN SRV 1 2 99 host.elsewhere.example.",
)
ZONE_B = (
    "cluster-b.local. 40 IN SOA ns.dns.cluster-b.local. hm.dns.cluster-b.local. 12 7200 1800 86400 35",
    "_amqp._tcp.rabbit.cluster-b.local. 30 IN SRV 0 50 5672 rabbit-0.cluster-b.local.",
    "rabbit.cluster-b.local. 30 IN A 10.9.1.10",
    "rabbit-0.cluster-b.local. 30 IN A 10.9.1.10",
    "info.cluster-b.local. 30 IN TXT replicaSet=rs0",
    "alias.cluster-b.local. 25 IN CNAME rabbit-0.cluster-b.local.",
    "b-side.cluster-b.local. 30 IN A 10.9.1.8",
    "_ext._tcp.svc.cluster-b.local. 30 IN SRV 1 2 98 rabbit-0.cluster-b.local.",
)
A, B = names.from_text("cluster-a.local."), names.from_text("cluster-b.local.")


class HandTimers(Timers):
    """Timers that fire when a test moves the clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.hand = clock
        self.timers: list[tuple[float, Timer]] = []

    def after(self, seconds: float, callback: Callable[[], object]) -> Timer:
        timer = Timer(callback)
        self.timers.append((self.hand.now + seconds, timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Let time pass, calling back in the order of time."""
        end = self.hand.now + seconds
        while due := [found for found in self.timers if found[1].callback and found[0] <= end]:
            when, timer = min(due, key=lambda found: found[0])
            self.hand.now, callback, timer.callback = when, timer.callback, None
            if callback is not None:
                callback()
        self.hand.now = end


class Clusters:
    """A chain's end that answers from the zones of both clusters, as authoritative servers with recursion would.

    `broken` maps a name or zone to what comes instead: an rcode, an exception, None for no response, or a Response.
    Zones and names in `silent` answer only once they are released.
    """

    def __init__(self, *lines: str) -> None:
        self.records = [record(line) for line in lines or (*ZONE_A, *ZONE_B)]
        self.asked: list[str] = []
        self.requests: list[Request] = []
        self.broken: dict[bytes, Any] = {}
        self.silent: dict[bytes, list[Wait[bool]]] = {}

    def hold(self, zone: bytes) -> None:
        """Answer nothing in this zone until it is released."""
        self.silent[zone] = []

    def release(self, zone: bytes) -> None:
        """Answer what was held back."""
        for wait in self.silent.pop(zone):
            wait.set(True)

    async def __call__(self, query: Request) -> Response | None:
        self.asked.append(f"{names.to_text(query.qname)} {query.type_text}")
        self.requests.append(query)
        for zone, waiting in self.silent.items():
            if names.is_subdomain(query.key, zone):
                wait: Wait[bool] = Wait()
                waiting.append(wait)
                await wait
                break
        for name in names.suffixes(query.key):
            if name in self.broken:
                return self._broken(query, self.broken[name])
        return self._answer(query)

    def _broken(self, query: Request, instead: Any) -> Response | None:
        if isinstance(instead, BaseException):
            raise instead
        return query.reply(instead) if isinstance(instead, int) else instead

    def _answer(self, query: Request) -> Response:
        answer = self._resolve(query.key, query.type)
        targets = [one.rdata[6:].lower() for one in answer if one.type == 33]
        additional = [one for one in self.records if one.owner in targets and one.type in (1, 28)]
        soa = [one for one in self.records if one.type == 6 and names.is_subdomain(query.key, one.owner)]
        known = any(names.is_subdomain(one.owner, query.key) for one in self.records)
        response = query.reply(0 if known else NXDOMAIN, answer, [] if answer else soa, additional, aa=True)
        return response.replace(flags=response.flags | AA | RA)

    def _resolve(self, name: bytes, rtype: int) -> list[Record]:
        found = [one for one in self.records if one.owner == name and one.type in (rtype, 5)]
        return found + [further for one in found if one.type == 5 for further in self._resolve(one.rdata, rtype)]


class _Behind:
    """The clusters as a chain whose `quick` answers at once, or begins what is answered on `go`."""

    def __init__(self, clusters: Clusters, way: str) -> None:
        self._clusters = clusters
        self._waits = way == "begun"
        self._begun: list[tuple[Request, Wait[Response]]] = []

    async def __call__(self, query: Request) -> Response | None:
        """What is not begun is asked; what was, and has failed, has nothing else to try."""
        begun = query.begun_by(self)
        if begun is None:
            return await self._clusters(query)
        if begun.error is not None:
            raise begun.error
        return cast(Response, begun.value)

    def quick(self, query: Request) -> Response | Wait[Response] | None:
        wait: Wait[Response] = Wait()
        if self._waits:
            self._begun.append((query, wait))
            query.begun = self, wait
            return wait
        self._ask(query, wait)
        query.begun = self, wait
        return wait.value if wait.done and wait.error is None else wait

    def go(self) -> None:
        for query, wait in self._begun:
            self._ask(query, wait)

    def _ask(self, query: Request, wait: Wait[Response]) -> None:
        def ended(result: Any, error: BaseException | None) -> None:
            if error is None and result is not None:
                wait.set(result)
            else:
                wait.fail(error or QueryError("no answer"))

        Calling(self._clusters(query), ended).step()


class Gather:
    """A gathersrv in front of clusters; `ask` returns an answer that needs no waiting, `begin` what may come later."""

    way = "with coroutines"
    """How the plugin is asked; tests run once for each (`conftest`)."""

    def __init__(self, directive: str = DIRECTIVE, clusters: Clusters | None = None, zone: str = ".") -> None:
        self.bench = Bench(block(zone))
        self.clusters = clusters or Clusters()
        self.timers = HandTimers(self.bench.clock)
        config = configure(Gathersrv, directive, self.bench.block)
        self.plugin = Gathersrv(config, replace(self.bench.services("gathersrv"), timers=self.timers))

    def begin(self, name: str, type: str = "A", **facts: Any) -> list[Response | BaseException | None]:
        """Ask; the list has one entry as soon as there is an answer or an exception."""
        ends: list[Response | BaseException | None] = []
        query = request(name, type, **facts)
        behind = _Behind(self.clusters, self.way)
        found = None if self.way == "with coroutines" else self.plugin.quick(query, behind.quick)
        coroutine = settled(found, query, lambda query: self.plugin.serve(query, behind))
        Calling(coroutine, lambda result, error: ends.append(error if error is not None else result)).step()
        behind.go()
        return ends

    def ask(self, name: str, type: str = "A", **facts: Any) -> Response:
        """Ask and have the answer at once; an exception is raised."""
        (end,) = self.begin(name, type, **facts)
        if isinstance(end, BaseException):
            raise end
        assert end is not None
        return end


FAILED = QueryError("read udp 10.0.0.1:1->10.9.0.1:53: i/o timeout", SERVFAIL)
