"""The plugin: says over HTTP that the process lives, and asks itself every second how long that takes.

How HTTP is spoken is the host's business (`services.http`).
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

from corefile.addresses import split_host_port
from corefile.durations import SECOND, format_duration
from pydns_host.chain import Plugin
from pydns_host.http.endpoints import Mount
from pydns_host.http.messages import HttpRequest, HttpResponse
from pydns_host.plugins.health.config import Config, parse
from pydns_host.plugins.health.metrics import HealthMetrics

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services

PATH = "/health"
INTERVAL = 1.0  # seconds between two questions to itself, as in the reference
TIMEOUT = 3.0  # seconds after which such a question has failed
LONG = 1.0  # seconds that are worth a line in the log
_OK = HttpResponse(body=b"OK")


class Health(Plugin):
    """Answers on a path of its own. It is no link of a chain."""

    name = "health"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """All occurrences make one endpoint."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._metrics = HealthMetrics(services.metrics)
        self._mount: Mount | None = None
        self._asking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer from now on; raises `StartError` for an address that cannot be had."""
        self._mount = await self.services.http.mount(self.config.address, PATH, _always)
        self._asking = self.services.tasks.spawn(self._ask(self._mount), "plugin/health: ask")

    async def _ask(self, mount: Mount) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            await self.measure(mount.port)

    async def measure(self, port: int) -> None:
        """Ask the endpoint once, and count what it took."""
        host = split_host_port(self.config.address)[0] or "localhost"
        url = f"http://{host}:{port}{PATH}"
        clock = self.services.clock
        begun = clock()
        try:
            async with asyncio.timeout(TIMEOUT):
                await _get(host, port)
        except (OSError, EOFError) as error:  # TimeoutError is an OSError
            self._metrics.duration.observe(clock() - begun)
            self._metrics.failures.inc()
            self.services.log.warning(f'Local health request to "{url}" failed: {str(error) or "timed out"}')
            return
        took = clock() - begun
        self._metrics.duration.observe(took)
        if took > LONG:
            self.services.log.warning(
                f'Local health request to "{url}" took more than 1s: {format_duration(int(took * SECOND))}'
            )

    async def drain(self) -> None:
        """Stay for a while, so that balancers notice first that queries should go elsewhere."""
        if self.config.lameduck > 0:
            self.services.log.info(f"Going into lameduck mode for {format_duration(self.config.lameduck)}")
            await asyncio.sleep(self.config.lameduck / SECOND)

    async def stop(self) -> None:
        """Answer no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._mount is not None:
            await self._mount.close()


def _always(request: HttpRequest) -> HttpResponse:
    return _OK


async def _get(host: str, port: int) -> None:
    """One request, until its answer has begun; raises OSError or EOFError."""
    reader, writer = await asyncio.open_connection(host, port)
    with closing(writer):
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        await reader.readuntil(b"\r\n")
