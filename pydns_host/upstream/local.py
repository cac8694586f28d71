"""Upstreams that are this very process: asked without a socket, with the same sharing and deadline as over one.

Whether an address is this process's own is for the host to say (`services.local`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Coroutine
from functools import partial
from typing import Any

from pydns_host.drive import Wait
from pydns_host.message import Question, Request, Response
from pydns_host.metrics import Cell
from pydns_host.mnemonics import RCODES
from pydns_host.services import Here, Services
from pydns_host.upstream.address import Address, end
from pydns_host.upstream.errors import UpstreamError, stopped, timed_out
from pydns_host.upstream.metrics import BUCKETS, ProxyMetrics

Answering = Coroutine[Any, Any, Response | None]
Facts = tuple[object, ...]


def _facts(question: Question) -> Facts:
    """Equal for questions that one answer serves, as `flights.sharing_key`, without making a packet of them."""
    edns = question.edns
    told = None if edns is None else (edns.payload, edns.do, edns.options, edns.version, edns.z)
    return question.key, question.type, question.rclass, question.flags, question.opcode, told


class LocalTransport:
    """Asks this process; a server that forwards to itself waits for itself here until the deadline, as over sockets."""

    def __init__(self, address: Address, services: Services, timeout: float, metrics: ProxyMetrics) -> None:
        self._address = address
        self._timers = services.timers
        self._end = address.host, address.port, "udp"
        self._timeout = timeout
        self._clock = services.clock
        self._metrics = metrics
        self._durations: dict[int, Cell] = {}
        self._beginning = False
        self._asking: dict[Facts, list[Wait[Response]]] = {}

    async def exchange(self, request: Request, coroutine: Answering) -> Response:
        """What comes of `coroutine`, unless somebody asks the same already; raises `UpstreamError`."""
        key = _facts(request.question)
        led = self._asking.get(key)
        if led is not None:
            coroutine.close()
            wait: Wait[Response] = Wait()
            led.append(wait)
            return await self._follow(wait)
        waits: list[Wait[Response]] = []
        self._asking[key] = waits
        since = self._clock()
        outcome: Response | None = None
        silent = False
        try:
            outcome = await coroutine
            silent = outcome is None
        finally:
            del self._asking[key]
            for wait in waits:
                if outcome is not None:
                    wait.set(outcome)
                else:
                    wait.fail(self.silence() if silent else stopped())
        if outcome is None:
            raise self.silence()
        self.answered(since, outcome)
        return outcome

    def begin(self, request: Request, here: Here, now: float) -> Response | Wait[Response] | None:
        """What this process knows at once or begins; None, with nothing done, also where it would ask itself again."""
        if self._beginning:
            return None
        self._beginning = True
        try:
            found = here.begin(request, self._end, self, now)
        finally:
            self._beginning = False
        if isinstance(found, Response):
            self.answered(now, found)
        return found

    def answered(self, since: float, response: Response) -> None:
        """An answer, as one that came over a socket is counted; there is no connection to count."""
        cell = self._durations.get(response.rcode)
        if cell is None:
            labels = self._metrics.proxy, str(self._address), RCODES[response.rcode]
            cell = self._durations[response.rcode] = self._metrics.durations.cell(*labels)
        counts, total = cell
        took = self._clock() - since
        counts[bisect_left(BUCKETS, took)] += 1
        total[0] += took

    async def _follow(self, wait: Wait[Response]) -> Response:
        timer = self._timers.after(self._timeout, partial(wait.fail, self.silence()))
        try:
            return await wait
        finally:
            timer.cancel()

    def silence(self) -> UpstreamError:
        """Nobody answered."""
        return timed_out("read", "udp", (end(self._address.host, 0), str(self._address)))
