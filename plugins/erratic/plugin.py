"""Answers every question by itself, in a fixed rhythm badly. It never asks another plugin."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.drive import Wait
from pydns_host.header import AA, NOERROR, SERVFAIL, TC
from pydns_host.message import Request, Response
from pydns_host.plugins.erratic.config import Config, parse
from pydns_host.plugins.erratic.records import AAAA, AXFR, A, address, small_zone
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader


class Erratic(Plugin):
    """A and AAAA have an address, AXFR a small zone, everything else SERVFAIL."""

    name = "erratic"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """All occurrences make one plugin."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self.asked = 0

    def ready(self) -> bool:
        """Whether three or four queries have come: flips, so that probes can be tried, as in the reference."""
        return self.asked in (3, 4)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer, later or never or in part, by the number of the query."""
        config: Config = self.config
        number, self.asked = self.asked, self.asked + 1
        if config.drop and number % config.drop == 0:
            return None
        if config.delay and number % config.delay == 0:
            await _sleep(config.duration / 1e9)
        return self._answer(request, bool(config.truncate) and number & config.truncate == 0)

    def _answer(self, request: Request, truncated: bool) -> Response:
        if request.type in (A, AAAA):
            records = [address(request.question)] * (30 if self.config.large and request.type == A else 1)
            return Response(NOERROR, request.echoed | AA | (TC if truncated else 0), records)
        if request.type == AXFR and (zone := small_zone(request.qname)):
            return Response(NOERROR, request.echoed | AA, zone if truncated else [*zone, zone[0]])
        return request.reply(SERVFAIL)


async def _sleep(seconds: float) -> None:
    """Wait, to the millisecond, in a chain with or without a task of its own."""
    if seconds <= 0:
        return
    wait: Wait[None] = Wait()
    timer = asyncio.get_running_loop().call_later(seconds, partial(wait.set, None))
    try:
        await wait
    finally:
        timer.cancel()
