"""An endpoint on a bench: real sockets on loopback, a clock that stands still, alarms that a test rings.

Nothing is asserted here.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pydns_host.services import Services
from pydns_host.testing import Bench, block
from pydns_host.upstream import Address, Endpoint, Judge, Settings


class Alarm:
    """A callback that a test brings about."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self.callback = None


class Alarms:
    """Stands for the loop's timer."""

    def __init__(self) -> None:
        self.set: list[Alarm] = []

    def __call__(self, seconds: float, callback: Callable[[], object]) -> Alarm:
        alarm = Alarm(callback)
        self.set.append(alarm)
        return alarm

    def ring(self) -> None:
        """Call back whoever waits."""
        waiting, self.set = self.set, []
        for alarm in waiting:
            if alarm.callback is not None:
                alarm.callback()


class World:
    """A bench and its alarms; `pass_time` is how deadlines come."""

    def __init__(self, **services: Any) -> None:
        self.bench = Bench(block())
        self.alarms = Alarms()
        self.services: Services = dataclasses.replace(self.bench.services("forward"), **services)

    @asynccontextmanager
    async def endpoint(self, address: Address, protocol: str = "dns", **settings: Any) -> AsyncIterator[Endpoint]:
        """An endpoint with these settings, closed in the end."""
        made = Endpoint(address, protocol, Settings(**settings), self.services, "forward", Judge(), self.alarms)
        try:
            yield made
        finally:
            await made.close()
            await self.services.tasks.stop()
            self.services.readers.close()

    def pass_time(self, seconds: float) -> None:
        """Let the clock go on and the alarms ring."""
        self.bench.clock.advance(seconds)
        self.alarms.ring()

    def ignored(self) -> dict[str, float]:
        """What was ignored, by reason."""
        return {reason: count for (reason,), count in self.bench.counted("pydns_upstream_ignored_total").items()}

    def counted(self, family: str) -> float:
        """All that a counter has counted."""
        return sum(self.bench.counted(family).values())


async def until(condition: Callable[[], object]) -> None:
    """Let the loop run until a condition holds; a test that waits for ever fails."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)
