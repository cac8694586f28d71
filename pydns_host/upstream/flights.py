"""Queries in flight to one upstream over one transport: identical ones share one, none outlives its deadline.

How octets get there and back is for the transports (`udp`, `stream`, `https`), which extend `Transport`.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pydns_host.drive import Wait
from pydns_host.logs import PluginLog
from pydns_host.metrics import Cell
from pydns_host.mnemonics import RCODES
from pydns_host.question import Question
from pydns_host.readers import Readers
from pydns_host.response import Response
from pydns_host.timers import Timers
from pydns_host.upstream.address import Address
from pydns_host.upstream.errors import UpstreamError, stopped
from pydns_host.upstream.judge import Judge, alive
from pydns_host.upstream.metrics import BUCKETS, ProxyMetrics
from pydns_host.upstream.settings import Settings

PROBE_TIMEOUT = 1.0  # seconds that a health check waits, as in the reference


class Alarm(Protocol):
    """A callback that is still to come."""

    def cancel(self) -> None:
        """Never call back."""


Later = Callable[[float, Callable[[], object]], Alarm]


def call_later(seconds: float, callback: Callable[[], object]) -> Alarm:
    """The running loop's timer: exact, for the one deadline of a transport that comes first."""
    return asyncio.get_running_loop().call_later(seconds, callback)


@dataclass(frozen=True, slots=True)
class Means:
    """What a transport works with: the upstream's address and settings, and the host's clock, timers and counters.

    `log` gets dumps of answers that are none, where `debug` stands. `later` wakes a transport at its first deadline;
    `timers` are the coarse ones, for tidying up; `readers` tells which of many sockets have something to read.
    """

    address: Address
    settings: Settings
    judge: Judge
    metrics: ProxyMetrics
    timers: Timers
    readers: Readers
    clock: Callable[[], float]
    log: PluginLog
    later: Later = call_later

    @property
    def to(self) -> str:
        """The upstream as labels and texts name it."""
        return str(self.address)


class Flight(Wait[Response]):
    """One query on its way: what the first who asked waits for, and with it `others` who asked the same.

    `carrier` is the socket that it went over.
    """

    __slots__ = ("carrier", "deadline", "id", "key", "others", "probe", "question", "since")

    def __init__(self, key: bytes, question: Question, since: float, deadline: float, probe: bool) -> None:
        Wait.__init__(self)  # `super()` costs as much as all of this
        self.key = key
        self.question = question
        self.others: tuple[Wait[Response], ...] = ()
        self.since = since
        self.deadline = deadline
        self.probe = probe
        self.id = b""
        self.carrier: Any = None


def sharing_key(question: Question) -> bytes:
    """Equal for queries that one answer serves: everything behind the ID, the name without regard to case."""
    tail, key = question.tail, question.key
    return tail[:10] + key + tail[10 + len(key) :]


class Transport:
    """Asks one upstream; `exchange` returns at once and the wait is set by whoever gets the answer."""

    proto = ""
    limit = 0

    def __init__(self, means: Means) -> None:
        self.means = means
        self.to = means.to
        self._clock = means.clock
        self._check = means.judge.check
        self._flights: dict[bytes, Flight] = {}
        self._timeout = means.settings.read_timeout
        self._timer: Alarm | None = None  # for the earliest deadline, or for one that is over
        self._due = 0.0
        self._closed = False
        self._durations: dict[int, Cell] = {}
        self._labels = (means.metrics.proxy, self.to, self.proto)

    def exchange(self, question: Question, probe: bool = False) -> Wait[Response]:
        """As `begin`, now."""
        return self.begin(question, self._clock(), probe)

    def begin(self, question: Question, now: float, probe: bool = False) -> Wait[Response]:
        """The answer to come, asked for at the second `now`; the wait raises `UpstreamError`.

        A `probe` is a health check: it shares with nobody, and any response will do.
        """
        key = question.tail if question.qname is question.key else sharing_key(question)
        if probe:
            key = b"probe" + key
        flights = self._flights
        if self._closed or key in flights or len(flights) >= self.limit:
            return self._share(key)
        deadline = now + (PROBE_TIMEOUT if probe else self._timeout)
        flight = flights[key] = Flight(key, question, now, deadline, probe)
        if self._timer is None or deadline < self._due:
            self._wake_at(deadline, now)
        self._launch(flight)
        return flight

    def _share(self, key: bytes) -> Wait[Response]:
        """The answer to a query that is under way already; or a failure, where no more are taken."""
        wait: Wait[Response] = Wait()
        if self._closed:
            wait.fail(stopped())
        elif key in self._flights:
            flight = self._flights[key]
            flight.others = (*flight.others, wait)
            self.means.metrics.shared.inc(self.to)
        else:
            self.means.metrics.refused.inc(self.to)
            wait.fail(UpstreamError(f"more than {self.limit} queries in flight to {self.to}"))
        return wait

    def _launch(self, flight: Flight) -> None:
        """Send the query, or `_fail` it."""
        raise NotImplementedError

    def _abandon(self, flight: Flight) -> UpstreamError:
        """Forget a query whose deadline has passed, and say so as an error."""
        raise NotImplementedError

    def _depart(self, flight: Flight, more: float = 0.0) -> None:
        """Give a flight its time anew from now on, and perhaps some `more` seconds."""
        now = self._clock()
        flight.deadline = now + (PROBE_TIMEOUT if flight.probe else self._timeout) + more
        if flight.deadline < self._due:
            self._wake_at(flight.deadline, now)

    def _wake_at(self, due: float, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._timer = self.means.later(max(0.0, due - now), self._sweep)

    def _sweep(self) -> None:
        self._timer = None
        now = self._clock()
        for flight in [flight for flight in self._flights.values() if flight.deadline <= now]:
            if self._flights.get(flight.key) is flight:
                self._fail(flight, self._abandon(flight))
        if self._timer is None and self._flights:
            first = min(flight.deadline for flight in self._flights.values())
            self._wake_at(first, now)

    def _verdict(self, flight: Flight, octets: bytes) -> Response | None:
        """The answer in octets whose ID fits, or None when they are counted and ignored."""
        found = alive(octets) if flight.probe else self._check(octets, flight.question)
        if not isinstance(found, str):
            return found
        self.means.metrics.ignored.inc(found)
        if self.means.log.debugs:
            question = flight.question
            text = f"Wrong reply for id: {int.from_bytes(octets[:2], 'big')}, {question.text} {question.type}"
            self.means.log.dump(text, octets)
        return None

    def _land(self, flight: Flight, response: Response) -> None:
        """Hand the answer to everyone who waits for it, once for each flight."""
        flights, key = self._flights, flight.key
        if flights.get(key) is not flight:
            return
        del flights[key]
        if not flight.probe:
            counts, total = self._durations.get(response.rcode) or self._durations_of(response.rcode)
            took = self._clock() - flight.since
            counts[bisect_left(BUCKETS, took)] += 1
            total[0] += took
        others = flight.others
        flight.set(response)
        for wait in others:
            wait.set(response)

    def _durations_of(self, rcode: int) -> Cell:
        metrics = self.means.metrics
        cell = self._durations[rcode] = metrics.durations.cell(metrics.proxy, self.to, RCODES[rcode])
        return cell

    def _fail(self, flight: Flight, error: UpstreamError) -> None:
        """Hand the error to everyone who waits, once for each flight."""
        # A waiter that was resumed may have asked the same again: then another flight has the key.
        if self._flights.get(flight.key) is flight:
            del self._flights[flight.key]
            for wait in (flight, *flight.others):
                wait.fail(error)

    async def close(self) -> None:
        """Give sockets back; what is in flight fails."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for flight in list(self._flights.values()):
            self._fail(flight, stopped())
