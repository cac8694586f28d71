"""Passes queries to upstreams and their answers back: which upstream, how often, and when to give up.

Sockets, deadlines of a try and the checks of answers are `pydns_host.upstream`'s.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from sys import maxsize
from typing import TYPE_CHECKING, Any

from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.message import NOERROR, REFUSED, TC, Request, Response
from pydns_host.names import ROOT, is_subdomain
from pydns_host.plugins.forward import policy, upstreams
from pydns_host.plugins.forward.attempts import attempts
from pydns_host.plugins.forward.config import Config, parse
from pydns_host.plugins.forward.metrics import ForwardMetrics
from pydns_host.plugins.forward.upstreams import MakeEndpoint
from pydns_host.services import Services
from pydns_host.upstream import Endpoint, Upstream, UpstreamError

if TYPE_CHECKING:
    from corefile.options import Reader

DEADLINE = 5.0  # seconds after which no further try is begun, as in the reference
UPSTREAM = "forward/upstream"  # the label with the upstream that was asked last
PAUSE = 0.05  # seconds between rounds when nothing bounds the tries of a query
_TRIES = 2  # of each upstream for one query


def _over_tcp(upstream: Upstream, request: Request) -> Awaitable[Response]:
    return upstream.exchange(request, "tcp")


async def _udp_first(upstream: Upstream, request: Request) -> Response:
    response = await upstream.exchange(request, "udp")
    return await upstream.exchange(request, "tcp") if response.flags & TC else response


def _as_asked(upstream: Upstream, request: Request) -> Awaitable[Response]:
    return upstream.exchange(request, request.via.proto)


def _way(config: Config) -> Callable[[Upstream, Request], Awaitable[Response]]:
    """Over what upstreams are asked: force_tcp has precedence."""
    if config.force_tcp:
        return _over_tcp
    return _udp_first if config.prefer_udp else _as_asked


class Forward(Plugin):
    """One forward directive."""

    name = "forward"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> list[Config]:
        """One Config, and one link of the chain, for each directive."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services, make_endpoint: MakeEndpoint = Endpoint) -> None:
        super().__init__(config, services)
        self.config: Config = config
        self.upstreams: list[Upstream] = []
        self._make_endpoint = make_endpoint
        self._order: policy.Order = list
        self._fixed: Sequence[Upstream] = ()  # the order, where it is the same for each query
        self._metrics = ForwardMetrics(services.metrics)
        self._ask = _way(config)
        self._clock = services.clock
        self._concurrent = 0
        self._tries = 0
        self._plain = config.zone == ROOT and not config.excepted
        self._max_fails = config.max_fails or maxsize
        self._direct = False
        self._passes_on = config.followed and (config.next_on_nodata or bool(config.next_rcodes))

    async def start(self) -> None:
        """Find the upstreams' addresses and read the TLS files; raises `StartError`."""
        config = self.config
        self.upstreams = await upstreams.make(config, self.services, self._make_endpoint)
        self._order = policy.make(config.policy, self.upstreams)
        self._fixed = self.upstreams if policy.is_fixed(config.policy, self.upstreams) else ()
        self._direct = bool(self.upstreams) and not (
            self._passes_on or config.failover or config.max_concurrent or self._ask is not _as_asked
        )
        self._tries = _TRIES * len(self.upstreams) if config.max_attempts is None else config.max_attempts

    def serve(self, request: Request, next: Next) -> Coroutine[Any, Any, Response | None]:
        """Forward what is under FROM and not excepted; the rest, and what `next` names, is for the next plugin."""
        if not (self._plain or self._is_mine(request.key)):
            return next(request)
        return self._limited(request, next) if self.config.max_concurrent else self._forward(request, next)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """Ask the first upstream, where its answer is final; when it fails, `serve` goes on with what comes next."""
        if not (self._plain or self._is_mine(request.question.key)):
            return next(request)
        if not self._direct:
            return None
        order = self._fixed or self._order()
        first = order[0]
        if first.fails > self._max_fails:
            return None
        if request.labels is not None:
            request.labels[UPSTREAM] = first.name
        now = self._clock()
        found = first.begin(request, request.via.proto, now)
        if found is None or isinstance(found, Response):
            return found
        request.begun = self, (order, found, now)
        return found.value if found.done else found

    async def _limited(self, request: Request, next: Next) -> Response | None:
        if self._concurrent >= self.config.max_concurrent:
            self._metrics.rejected.inc()
            raise QueryError(f"concurrent queries exceeded maximum {self.config.limit}", REFUSED)
        self._concurrent += 1
        try:
            return await self._forward(request, next)
        finally:
            self._concurrent -= 1

    def _is_mine(self, key: bytes) -> bool:
        config = self.config
        if not is_subdomain(key, config.zone):
            return False
        return key == config.zone or not any(is_subdomain(key, zone) for zone in config.excepted)

    def _is_for_next(self, response: Response) -> bool:
        if response.rcode in self.config.next_rcodes:
            return True
        return self.config.next_on_nodata and response.rcode == NOERROR and not response.counts[0]

    async def _forward(self, request: Request, next: Next) -> Response | None:
        """The first answer that counts; raises `QueryError` with the last upstream's error when there is none."""
        config, clock = self.config, self._clock
        failed = failovers = 0
        error: UpstreamError | None = None
        order, begun, since = request.begun_by(self) or (self._order(), None, clock())
        deadline = self._deadline(request, since)
        for found in attempts(order, config.max_fails):
            upstream = found or self._any()
            if upstream is None:
                break
            if request.labels is not None:
                request.labels[UPSTREAM] = upstream.name
            try:
                response = await (self._ask(upstream, request) if begun is None else begun)
            except UpstreamError as failure:
                error, begun = failure, None
                failed += 1
                if config.max_fails:
                    upstream.check()
                if found is None or failed == self._tries or clock() >= deadline:
                    break
                if not self._tries and failed % len(self.upstreams) == 0:
                    await self._pause()
                continue
            error = None
            if response.rcode in config.failover:
                failovers += 1
                if failovers < len(self.upstreams) and clock() < deadline:
                    continue
            if self._passes_on and self._is_for_next(response):
                return await next(request)
            return response
        raise QueryError(str(error or "no healthy proxies"))

    def _deadline(self, request: Request, since: float) -> float:
        """After which no further try begins: the plugin's own, or an earlier one of the query."""
        own = since + DEADLINE
        return own if request.deadline is None else min(own, request.deadline)

    def _any(self) -> Upstream | None:
        """Whom to ask when all are down: perhaps the checks are what is broken."""
        self._metrics.broken.inc()
        return None if self.config.failfast else secrets.choice(self.upstreams)

    async def _pause(self) -> None:
        wait: Wait[None] = Wait()
        self.services.timers.after(PAUSE, lambda: wait.set(None))
        await wait

    async def stop(self) -> None:
        """Close what is open to the upstreams."""
        for upstream in self.upstreams:
            await upstream.close()
