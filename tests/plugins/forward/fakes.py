"""Upstreams that say what a test scripts, without sockets; time is a clock that stands still.

Nothing is asserted here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import cast

from pydns_host.drive import Wait
from pydns_host.message import TC, Request, Response
from pydns_host.plugins.forward.config import Config
from pydns_host.plugins.forward.plugin import Forward
from pydns_host.services import Services
from pydns_host.testing import Bench, Clock, block, configure
from pydns_host.upstream import Address, Judge, Settings, UpstreamError

Said = Response | UpstreamError | None
TIMEOUT = UpstreamError("read udp 10.7.0.1:40000->10.8.0.1:53: i/o timeout")
REFUSED_PORT = UpstreamError("read udp 10.7.0.1:40000->10.8.0.1:53: read: connection refused")
TRUNCATED = Response(0, TC)


class Fake:
    """An upstream; `script` is said in turn, the last for ever: a response, an error, or None for silence of 2 s."""

    def __init__(self, name: str, protocol: str, settings: Settings, clock: Clock) -> None:
        self.name = name
        self.protocol = protocol
        self.settings = settings
        self.fails = 0
        self.script: list[Said] = [Response()]
        self.asked: list[str] = []
        self.checks = 0
        self.closed = False
        self.held: list[Wait[Response]] | None = None
        self._clock = clock

    def exchange(self, request: Request, proto: str) -> Awaitable[Response]:
        """What the script says next; with `held` a list, the answer waits there."""
        wait: Wait[Response] = Wait()
        self.asked.append(proto)
        if self.held is not None:
            self.held.append(wait)
            return wait
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if said is None:
            self._clock.advance(self.settings.read_timeout)
            said = TIMEOUT
        if isinstance(said, UpstreamError):
            wait.fail(said)
        else:
            wait.set(said)
        return wait

    def begin(self, request: Request, proto: str, now: float) -> Wait[Response] | None:
        """As `exchange`; here everything is a packet."""
        return cast(Wait[Response], self.exchange(request, proto))

    def check(self) -> None:
        """Count that a health check was asked for."""
        self.checks += 1

    async def close(self) -> None:
        """Remember it."""
        self.closed = True


class Stage:
    """A forward made from a directive, with fakes in place of its upstreams."""

    def __init__(self, directive: str, bench: Bench | None = None, which: int = 0) -> None:
        self.bench = bench or Bench(block())
        self.configs = cast(list[Config], configure(Forward, directive, self.bench.block))
        self.forward = Forward(self.configs[which], self.bench.services("forward"), self._make)
        self.fakes: list[Fake] = []

    def _make(
        self, address: Address, protocol: str, settings: Settings, services: Services, proxy: str, judge: Judge
    ) -> Fake:
        fake = Fake(str(address), protocol, settings, self.bench.clock)
        self.fakes.append(fake)
        return fake

    async def start(self, *scripts: Sequence[Said]) -> Stage:
        """Start it; `scripts` are what its upstreams say."""
        await self.forward.start()
        for fake, script in zip(self.fakes, scripts, strict=False):
            fake.script = list(script)
        return self

    def order(self) -> list[str]:
        """The last octet of each upstream that was asked, as often as it was."""
        return [fake.name.split(":")[0][-1] for fake in self.fakes for _ in fake.asked]
