"""The plugin: which questions are its own, their answers as responses, and the file looked at now and then.

What the file says is `table`'s business, how it is read `source`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from corefile.durations import SECOND
from pydns_host import names
from pydns_host.message import AA, NOERROR, SERVFAIL, Request, Response
from pydns_host.plugins.hosts import reverse, table
from pydns_host.plugins.hosts.config import Config, parse
from pydns_host.plugins.hosts.metrics import HostsMetrics
from pydns_host.plugins.hosts.source import Source
from pydns_host.plugins.hosts.table import Table
from pydns_host.records import Record
from pydns_host.shapes import Answering
from pydns_host.wire import pack

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services

A, PTR, AAAA = 1, 12, 28
_IN = 1
MAX_KNOWN = 4096  # responses kept, each of at most
_MAX_KEPT = 64  # records
# More records than this fit into no message (the smallest have 15 octets), so that an answer with them is truncated
# just as it would be with all: whoever asks for an address of a block list with a million names costs no more.
_MOST = 65535 // 15 + 1


class Hosts(Answering):
    """Answers A, AAAA and PTR from a hosts file and from lines of one in the Corefile."""

    name = "hosts"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config | None:
        """One `hosts` in a server block; no file is read yet."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._source = Source(config.path)
        self._metrics = HostsMetrics(services.metrics)
        self._everything = names.ROOT in config.zones
        belongs = None if self._everything else partial(_is_under, zones=config.zones)
        self._read = partial(table.read, belongs=belongs, reverse=config.reverse)
        self._inline = self._read("\n".join(config.inline))
        self._tables = (table.EMPTY, self._inline)
        self._known: dict[tuple[bytes, int, int], Response] = {}
        self._all_fall = names.ROOT in config.fallthrough
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the file; raises `StartError` only for one that the Corefile names and that cannot be looked at."""
        if self.config.named and (doubts := await asyncio.to_thread(self._source.doubts)):
            self.services.log.warning(doubts)
        await self.refresh()
        if self.config.reload:
            self._watcher = self.services.tasks.spawn(self._watch(), "plugin/hosts: reload")

    def answer(self, request: Request) -> Response | None:
        """The answer; None for a question that is the next plugin's."""
        question = request.question
        key, rtype = question.key, question.type
        known = self._known.get((key, rtype, question.echoed))
        if known is not None and question.qname is key:
            return known
        file, inline = self._tables
        if rtype == PTR:
            address = reverse.address(key)
            if address is None:
                return None
            found = [*file.reverse.get(address, ()), *inline.reverse.get(address, ())]
            return self._response(request, dict.fromkeys(found)) if found else None
        if not self._everything and not _is_under(key, self.config.zones):
            return None
        here = key in file.owners or key in inline.owners
        if not here and not file.has_wildcard(key) and not inline.has_wildcard(key):
            # A SOA for NXDOMAIN is nowhere in a hosts file: the client rather asks elsewhere (as in the reference).
            return None if self._falls(key) else request.reply(SERVFAIL)
        if rtype not in (A, AAAA):
            return None if self.config.unsupported and self._falls(key) else self._response(request, ())
        owners = [each.find(key) for each in self._tables]
        addresses = [address for owner in owners for address in (owner.v4 if rtype == A else owner.v6)]
        return self._response(request, dict.fromkeys(addresses))

    def _falls(self, key: bytes) -> bool:
        return self._all_fall or _is_under(key, self.config.fallthrough)

    def _response(self, request: Request, datas: Iterable[bytes]) -> Response:
        key, rtype = request.key, request.type
        answer = [Record(key, rtype, _IN, self.config.ttl, rdata) for rdata in list(datas)[:_MOST]]
        response = Response(NOERROR, request.echoed | AA, answer)
        if request.qname is key and len(answer) <= _MAX_KEPT:
            response = pack(response, request.question)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[key, rtype, request.echoed] = response
        return response

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.config.reload / SECOND)
            await self.refresh()

    async def refresh(self) -> None:
        """Read the file again if it has changed; while it cannot be read, what it said last is served."""
        found = await asyncio.to_thread(self._load)
        if found is None:
            return
        self._tables = (found, self._inline)
        self._known.clear()
        self.services.log.debug(f"Parsed hosts file into {found.entries} entries")
        self._metrics.entries.set(found.entries + self._inline.entries, self._source.path)
        self._metrics.reloaded.set(self._source.modified)

    def _load(self) -> Table | None:
        text = self._source.changed()
        return None if text is None else self._read(text)

    async def stop(self) -> None:
        """End the looking."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)


def _is_under(key: bytes, zones: tuple[bytes, ...]) -> bool:
    return any(names.is_subdomain(key, zone) for zone in zones)
