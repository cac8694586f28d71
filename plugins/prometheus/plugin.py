"""The plugin: counts what comes of each query, and tells all counters of the process over HTTP.

What is counted is in `pydns_host.traffic`, how it is told in `exposition`.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pydns_host
from pydns_host import names
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.errors import QueryError, StartError
from pydns_host.http.endpoints import Joint, Mount
from pydns_host.http.guard import Closed
from pydns_host.http.messages import HttpRequest, HttpResponse
from pydns_host.message import NOERROR, SERVFAIL, Request, Response
from pydns_host.metrics import Metrics
from pydns_host.plugins.prometheus.config import Config, parse
from pydns_host.summed import summed
from pydns_host.traffic import Cells, Counts
from pydns_host.zones import zone_key

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told
    from pydns_host.block import Block
    from pydns_host.http.guard import Guard
    from pydns_host.services import Services

PATH = "/metrics"


class Prometheus(Plugin):
    """Counts queries of its server block, and answers scrapers for the whole process."""

    name = "prometheus"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """One `prometheus` in a server block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._counts = Counts(services.metrics)
        self._enabled: set[tuple[str, ...]] = services.shared.setdefault(self.name, set())
        zones = [(key, zone) for zone in config.zones if (key := zone_key(zone)) is not None]
        self._zones = sorted(zones, key=lambda found: len(found[0]), reverse=True)
        self._zone = self._zones[0][1] if len(self._zones) == 1 else ""  # the only one, if there is one
        self._plugin = ""
        self._mount: Mount | None = None
        self._guard: Guard | None = None
        self._unguard: Callable[[], None] | None = None
        self._clock = services.clock

    def assembled(self, plugins: Sequence[Plugin]) -> None:
        """Note which plugins are links of the chain, and which one behind this answers."""
        links = [plugin for plugin in plugins if type(plugin).serve is not Plugin.serve]
        behind = links[links.index(self) + 1 :]
        answering = [plugin for plugin in behind if not plugin.observes]
        self._plugin = answering[0].name if answering else ""
        self.asks_who = len(answering) > 1 and not answering[0].claims
        for host in self.services.hosts:
            for key in self.services.block.keys:
                scheme, _, rest = key.partition("://")
                zone, _, port = rest.rpartition(":")
                server = f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
                self._enabled.update((server, zone, self.services.block.view, plugin.name) for plugin in links)

    async def start(self) -> None:
        """Tell metrics from now on; an address that cannot be had is logged: queries are more important."""
        from pydns_host.plugins.prometheus.exposition import Exposition, tell_process  # takes long to import

        exposition = Exposition(self.config.runtime)

        def part() -> Metrics:
            self._refresh()
            tell_process(self.services.metrics)
            return self.services.metrics

        def whole(request: HttpRequest, workers: Sequence[Metrics | None]) -> HttpResponse:
            return exposition.answer(request, summed([told for told in workers if told is not None]))

        try:
            if self.config.tls:
                await self._stand_guard(self.config.tls)
            self._mount = await self.services.http.mount(self.config.address, PATH, Joint(part, whole))
        except StartError as error:
            self.services.log.error(f"Failed to start metrics handler: {error}")

    async def _stand_guard(self, file: str) -> None:
        """Go by the file from now on. Raises `StartError`, after which other blocks do not tell at the address, too."""
        from pydns_host.plugins.prometheus.guard import WebGuard  # most do without YAML and TLS

        self._guard = Closed()
        try:
            self._guard = await asyncio.to_thread(WebGuard, file, self._clock, self.services.log)
        finally:
            self._unguard = await self.services.http.guard(self.config.address, self._guard)

    def _refresh(self) -> None:
        """Tell what stands in the Corefile that is served, and who serves it."""
        text = "A metric that indicates whether a plugin is enabled on per server and zone basis."
        enabled = self.services.metrics.gauge("coredns_plugin_enabled", text, ("server", "zone", "view", "name"), max)
        enabled.clear()
        for labels in self._enabled:
            enabled.set(1, *labels)
        text = "A metric with a constant '1' value labeled by version, revision, and goversion from which it was built."
        build = self.services.metrics.gauge("coredns_build_info", text, ("version", "revision", "goversion"), max)
        build.set(1, pydns_host.__version__, "", f"python{platform.python_version()}")

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask `next` and count what came of it."""
        begun = self._clock()
        try:
            response = await next(request)
        except QueryError as error:
            self._count(request, error.rcode, "", 0, begun)
            raise
        except Exception:
            self._count(request, SERVFAIL, "", 0, begun)
            raise
        if response is None:
            self._count(request, NOERROR, "", 0, begun)
        else:
            self._count(request, response.rcode, self._who(response), response.size(request), begun)
        return response

    def quick(self, request: Request, next: Quick) -> Response | None:
        """Count what plugins behind know at once."""
        begun = self._clock()
        response = next(request)
        if not isinstance(response, Response):
            return None
        self._count(request, response.rcode, self._who(response), response.size(request), begun)
        return response

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Each time is counted."""
        told = next(request, response)
        asked, octets, family = len(request.question.tail) + 2, response.size(request), request.family
        plugin = self._who(response)
        cells = self._cells(request, response.rcode, plugin)

        def tell(client: str, port: int, id: int, seconds: float) -> None:
            if (":" in client) is (family == 2):
                cells.bump(asked, octets, seconds)
            else:
                other = request.replace(client=client)
                self._cells(other, response.rcode, plugin).bump(asked, octets, seconds)

        return None if told is None else (tell, *told)

    def _count(self, request: Request, rcode: int, plugin: str, octets: int, begun: float) -> None:
        seconds = self._clock() - begun
        self._cells(request, rcode, plugin).bump(len(request.question.tail) + 2, octets, seconds)

    def _cells(self, request: Request, rcode: int, plugin: str) -> Cells:
        return self._counts.of(request, rcode, plugin, self._zone or self._find(request.question.key))

    def _who(self, response: Response) -> str:
        """The plugin that made an answer: the only one that can have, or the one whose name it bears."""
        return getattr(response, "by", "") if self.asks_who else self._plugin

    def _find(self, key: bytes) -> str:
        """The longest zone of the server block that a name is in; the root where there is none, as in the reference."""
        return next((zone for found, zone in self._zones if names.is_subdomain(key, found)), ".")

    async def stop(self) -> None:
        """Tell no more."""
        if self._mount is not None:
            await self._mount.close()
        if self._unguard is not None:
            self._unguard()
        if self._guard is not None:
            self._guard.close()
