"""Answers for localhost and the reverse zones of the machine's own networks; `answers` has what. Other names pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.message import Request, Response
from pydns_host.plugins.local.answers import LOCALHOST, below_localhost, in_zone, zone_of
from pydns_host.plugins.local.config import parse
from pydns_host.services import Services
from pydns_host.shapes import Answering

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


class Local(Answering):
    """Names that must not leave the machine (RFC 6761 section 6.3, RFC 6303 section 4.2)."""

    name = "local"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> bool:
        """All `local` of a block."""
        return parse(reader, block)

    def __init__(self, config: bool, services: Services) -> None:
        super().__init__(config, services)
        text = "Counter of special localhost subdomain requests."
        self._count = services.metrics.counter("coredns_local_localhost_requests_total", text)

    def answer(self, request: Request) -> Response | None:
        """Answer what is local."""
        key = request.question.key
        if len(key) > len(LOCALHOST) and (key.endswith(LOCALHOST) or (self.config and key.startswith(LOCALHOST[:-1]))):
            self._count.inc()
            name, asked = request.text, request.type_text
            self.services.log.debug(f'Intercepting localhost query for "{name}" {asked}, from {request.client}')
            return below_localhost(request)
        zone = zone_of(key)
        return None if zone is None else in_zone(request, zone)
