"""One upstream: which transport a query takes to it, and whether it is well.

Choosing among upstreams, and what to do when one fails, is the plugin's business.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from pydns_host.drive import Wait
from pydns_host.header import RD
from pydns_host.message import Question, Request, Response
from pydns_host.services import Services
from pydns_host.upstream.address import Address
from pydns_host.upstream.errors import UpstreamError
from pydns_host.upstream.flights import Later, Means, Transport, call_later
from pydns_host.upstream.health import Health
from pydns_host.upstream.judge import Judge
from pydns_host.upstream.local import LocalTransport
from pydns_host.upstream.metrics import ProxyMetrics
from pydns_host.upstream.settings import Settings
from pydns_host.upstream.stream import StreamTransport
from pydns_host.upstream.udp import UdpTransport

_NS = 2


class Upstream(Protocol):
    """What a plugin that forwards needs of an upstream; tests hand it others."""

    name: str
    """The upstream as labels and texts name it, `10.8.0.1:53`."""

    @property
    def fails(self) -> int:
        """Health checks that failed in a row."""

    def exchange(self, request: Request, proto: str) -> Awaitable[Response]:
        """The answer to a query sent over "udp" or "tcp"; awaiting it raises `UpstreamError`."""

    def begin(self, request: Request, proto: str, now: float) -> Response | Wait[Response] | None:
        """As `exchange` at the second `now`, where no coroutine is needed; None, with nothing done, where one is."""

    def check(self) -> None:
        """Begin health checks, unless they are under way; they end when the upstream answers."""

    async def close(self) -> None:
        """Give sockets and tasks back."""


class Endpoint:
    """An upstream at an IP address, over `protocol`: "dns" (UDP and TCP), "tls" or "https"."""

    def __init__(
        self,
        address: Address,
        protocol: str,
        settings: Settings,
        services: Services,
        proxy: str,
        judge: Judge,
        later: Later = call_later,
    ) -> None:
        """`proxy` is the name of the plugin that asks; `judge` may be shared by its endpoints."""
        self.name = str(address)
        metrics = ProxyMetrics(services.metrics, proxy)
        timers, readers, clock = services.timers, services.readers, services.clock
        means = Means(address, settings, judge, metrics, timers, readers, clock, services.log, later)
        self._address = address
        self._find_own = services.local
        self._here = services.here
        self._end = address.host, address.port
        self._own = LocalTransport(address, services, settings.read_timeout, metrics)
        self._udp = UdpTransport(means) if protocol == "dns" else None
        self._stream: Transport = _stream(means, protocol, services)
        self._probe = Question(settings.health_name, _NS, flags=RD if settings.health_recursion else 0)
        self._probed = self._udp if self._udp is not None and not settings.health_tcp else self._stream
        self.fails = 0  # health checks, in a row
        self._health = Health(self._ask, settings.health_interval, self._checked, services.tasks)
        self._metrics = metrics

    def exchange(self, request: Request, proto: str) -> Awaitable[Response]:
        """The answer to a query sent over "udp" or "tcp"; a TLS or HTTPS upstream takes either its own way."""
        if proto == "udp" and self._udp is not None:
            own = self._find_own(request, self._address.host, self._address.port)
            return self._udp.exchange(request.question) if own is None else self._own.exchange(request, own)
        return self._stream.exchange(request.question)

    def begin(self, request: Request, proto: str, now: float) -> Response | Wait[Response] | None:
        """As `exchange`; of this very process only what it knows at once or begins."""
        if proto != "udp" or self._udp is None:
            return self._stream.exchange(request.question)
        here = self._here(self._end)
        return self._udp.begin(request.question, now) if here is None else self._own.begin(request, here, now)

    def check(self) -> None:
        """Begin health checks, unless they are under way."""
        self._health.check()

    def _ask(self) -> Wait[Response]:
        return self._probed.exchange(self._probe, probe=True)

    def _checked(self, fails: int) -> None:
        self.fails = fails
        if fails:
            self._metrics.unhealthy.inc(self._metrics.proxy, self.name)

    async def close(self) -> None:
        """Give sockets and tasks back."""
        await self._health.close()
        if self._udp is not None:
            await self._udp.close()
        await self._stream.close()


def _stream(means: Means, protocol: str, services: Services) -> Transport:
    if protocol == "https":
        from pydns_host.upstream.https import HttpsTransport

        return HttpsTransport(means, services.tasks)
    return StreamTransport(means, services.tasks)


class Unusable:
    """An upstream that can never be asked, such as one at port 99999: the reference starts with it, and so do we."""

    fails = 0

    def __init__(self, name: str, text: str) -> None:
        """`text` is the error of every query."""
        self.name = name
        self._text = text

    def exchange(self, request: Request, proto: str) -> Awaitable[Response]:
        """Fails, always."""
        wait: Wait[Response] = Wait()
        wait.fail(UpstreamError(self._text))
        return wait

    def begin(self, request: Request, proto: str, now: float) -> None:
        """Nothing can go out."""

    def check(self) -> None:
        """There is nothing to check."""

    async def close(self) -> None:
        """There is nothing to give back."""
