"""The plugin: gives each query of its server block room for labels, and has plugins label it in advance.

What labels there are is the business of those who set and read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.names import is_subdomain
from pydns_host.plugins.metadata.config import Config, parse
from pydns_host.zones import zone_key

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services


class Labels(dict[str, str]):
    """Those of one question; another one, which this host asks itself behind an alias, has its own (as CoreDNS's)."""

    __slots__ = ("hops",)
    hops: int


class Metadata(Plugin):
    """Begins the labels of a query."""

    name = "metadata"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """One `metadata` in a server block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._zones = [key for zone in config.zones if (key := zone_key(zone)) is not None]
        self._providers: list[Plugin] = []

    def assembled(self, plugins: Sequence[Plugin]) -> None:
        """Note who labels queries in advance."""
        self._providers = [plugin for plugin in plugins if type(plugin).metadata is not Plugin.metadata]

    def takes(self, request: Request) -> bool:
        """Label the query in front of the chain, where expressions choose the server block; none is refused."""
        request.labels = None  # a block that did not take the query may have labelled it
        self._label(request)
        return True

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Label the query and ask `next`."""
        self._label(request)
        return await next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same for what plugins behind know at once."""
        self._label(request)
        return next(request)

    def _label(self, request: Request) -> None:
        begun = request.labels
        if isinstance(begun, Labels) and begun.hops == request.hops:
            return  # `quick` or `takes` did it already
        labels = request.labels = Labels()
        labels.hops = request.hops
        if self._providers and any(is_subdomain(request.question.key, zone) for zone in self._zones):
            for plugin in self._providers:
                labels.update(plugin.metadata(request))
