"""The plugin: sends one question of its own at the start, and counts how often it comes by.

It is over within seconds; from then on questions are passed on at once.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from corefile.numbers import quote
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.message import AD, RD, SERVFAIL, Question, Request, Response
from pydns_host.plugins.loop.config import Config, parse
from pydns_host.zones import zone_key

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told
    from pydns_host.block import Block
    from pydns_host.services import Services

HINFO = 13
MOST = 2  # times that the question may come by: once from here, and once more, as in the reference
PATIENCE = 30.0  # seconds in which the question is sent again
TIMEOUT = 2.0  # seconds for its answer
PAUSE = 1.0  # seconds before the next try
SOON = 0.05  # seconds until the listener is looked for again, while the server starts
_ELSEWHERE = 3  # tries after which an answer counts that came past this plugin
_BITS = 62  # of each random label, as in the reference
_REFUSED = 1  # exit status
_HELP = "https://coredns.io/plugins/loop#troubleshooting"


class Loop(Plugin):
    """Ends the process when its own question comes back to it again and again."""

    name = "loop"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """One `loop` in a server block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        # With several workers any of them may get the question, so that each must know it.
        block = f"{self.name} {services.block.span} {services.block.keys} {services.hosts}"
        digest = hashlib.blake2b(block.encode("utf-8", "replace"), key=services.seed, digest_size=16).digest()
        labels = (str(int.from_bytes(half) >> (64 - _BITS)) for half in (digest[:8], digest[8:]))
        self.qname = ".".join([*labels, "" if config.zone == "." else config.zone])
        self._key = zone_key(self.qname)  # None where the zone leaves no room for it
        self._seen = 0
        self._over = self._key is None
        self._probe: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Send the question as soon as the server answers."""
        self._probe = self.services.tasks.spawn(self._ask(), "plugin/loop: probe")

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Pass everything on; a question that came by too often ends the process."""
        if not self._over and request.type == HINFO and request.key == self._key:
            self._seen += 1
            if self._seen > MOST:
                self._detected(request)
                return request.reply(SERVFAIL)  # so that the questions on their way end here
            if self._seen == MOST:
                # Equal questions on their way to an upstream share one answer here, and so a loop would end with this
                # one. RFC 6840 section 5.7 lets any query have this bit.
                request = request.replace(flags=request.flags ^ AD)
        return await next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same for questions of other types."""
        return next(request) if self._over or request.type != HINFO else None

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """They are none of this plugin's business."""
        return next(request, response)

    def _detected(self, request: Request) -> None:
        self._over = True
        path = f"{_end(request.client, request.port)} -> {_end(self._host, self.config.port)}"
        text = f"Loop ({path}) detected for zone {quote(self.config.zone)}, see {_HELP}. Query: "
        self.services.log.fatal(f'{text}"HINFO {self.qname}"')
        self.services.leave(_REFUSED)

    @property
    def _host(self) -> str:
        return next(iter(self.services.hosts), "")

    async def _ask(self) -> None:
        """Ask until there is an answer, or it is too late."""
        loop = asyncio.get_running_loop()
        begun, tries = loop.time(), 0
        while not self._over and loop.time() - begun < PATIENCE:
            # The reference sends a packet to this address; in the process, none gets lost.
            request = Request(Question(self._key or b"", HINFO, flags=RD))
            asking = self.services.local(request, self._host or "127.0.0.1", self.config.port)
            if asking is None:
                await asyncio.sleep(SOON)
                continue
            tries += 1
            # An answer that came past this plugin is perhaps that of the configuration before a reload.
            if await self._answered(asking) and (self._seen or tries == _ELSEWHERE):
                break
            self._seen = 0
            await asyncio.sleep(PAUSE)
        self._over = True

    async def _answered(self, asking: Coroutine[Any, Any, Response | None]) -> bool:
        try:
            return await asyncio.wait_for(asking, TIMEOUT) is not None
        except TimeoutError:
            return False

    async def stop(self) -> None:
        """Ask no more."""
        if self._probe is not None:
            self._probe.cancel()
            await asyncio.gather(self._probe, return_exceptions=True)


def _end(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
