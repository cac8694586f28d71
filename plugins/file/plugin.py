"""The plugin: which zone a question belongs to, its answer as a response, and the zones kept up to date.

What a zone answers is `lookup`'s business, what its file says `zonefile`'s.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.chain import Next, Plugin, is_end
from pydns_host.errors import StartError
from pydns_host.message import AA, NOERROR, NOTIFY, NXDOMAIN, REFUSED, SERVFAIL, Request, Response
from pydns_host.plugins.file.additional import additional
from pydns_host.plugins.file.answer import Answer, Kind
from pydns_host.plugins.file.config import Config, parse
from pydns_host.plugins.file.lookup import lookup, wildcard_of
from pydns_host.plugins.file.sources import Source
from pydns_host.plugins.file.zone import Zone
from pydns_host.plugins.file.zonefile import BadZoneError, MissingFileError
from pydns_host.zonefile.lexer import quote
from pydns_host.zonefile.rrtypes import AXFR, DS, IXFR

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services

MAX_HOPS = 8  # questions that this host asks itself behind one alias, as in the reference
YXDOMAIN = 6
LABEL = "zone/wildcard"  # of the query: what its answer is made from
_RCODES = {
    Kind.NXDOMAIN: NXDOMAIN,
    Kind.FAILURE: SERVFAIL,
    Kind.YXDOMAIN: YXDOMAIN,
}
_FALLING = (Kind.NXDOMAIN, Kind.EMPTY)
_KINDS = {NXDOMAIN: Kind.NXDOMAIN, SERVFAIL: Kind.FAILURE}


class File(Plugin):
    """Answers for zones that are read from files (RFC 1035 section 5)."""

    name = "file"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """All zones of the block; no file is read yet."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._sources = {zone.origin: Source(zone) for zone in config.zones}
        self._watchers: list[asyncio.Task[None]] = []

    @property
    def sources(self) -> list[Source]:
        """The zones with their files."""
        return list(self._sources.values())

    async def start(self) -> None:
        """Read every file; raises `StartError` with all that are bad.

        One that is not there yet is looked for again, if the Corefile does not forbid it, and served SERVFAIL.
        """
        problems = []
        for source in self.sources:
            try:
                self._serve_from_now(source, await asyncio.to_thread(source.read))
            except BadZoneError as error:
                problems.append(f"plugin/file: {error}")
            except MissingFileError as error:
                if not source.config.reload:
                    problems.append(f"plugin/file: plugin/file: {error}")  # twice, as the reference has it
                else:
                    text = f"Failed to open {quote(str(error))}: trying again in {source.config.interval}"
                    self.services.log.warning(text)
        if problems:
            raise StartError("\n".join(problems))
        for interval in {source.config.seconds for source in self.sources} - {0.0}:
            watcher = self._watch(interval)
            self._watchers.append(self.services.tasks.spawn(watcher, "plugin/file: reload"))

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer from the zone that the question belongs to; other questions are for `next`."""
        source = self._find(request.key, request.type)
        if source is None:
            return request.reply(REFUSED) if is_end(next) else await next(request)
        if request.type in (AXFR, IXFR):
            return request.reply(REFUSED)  # unless the transfer plugin stands before this one
        if request.question.opcode == NOTIFY:
            origin = names.to_text(source.config.origin)
            self.services.log.info(f"Dropping notify from {request.client} for {origin}")
            return None
        if request.labels is not None and source.zone is not None:
            wildcard = wildcard_of(source.zone, request.key)
            if wildcard is not None:
                request.labels[LABEL] = names.to_text(wildcard)
        asked = request.key, request.type, request.do, request.echoed
        known = source.known.get(asked)
        if known is not None:
            return known
        zone = source.zone
        if zone is None or request.hops > MAX_HOPS:
            return request.reply(SERVFAIL)
        answer = lookup(zone, *asked[:3])
        if answer.chase is not None:
            return _response(request, await self._chase(zone, request, answer.chase, answer))
        if answer.kind in _FALLING and source.config.falls_through(request.key):
            return await next(request)
        response = _response(request, answer)
        source.remember(asked, response)
        return response

    def _find(self, key: bytes, rtype: int) -> Source | None:
        """The longest match; for DS the zone above that delegates to it, if it is here (RFC 4035 section 3.1.4.1)."""
        found = None
        for suffix in names.suffixes(key):
            source = self._sources.get(suffix)
            if source is not None:
                if found is None and (rtype != DS or suffix != key):
                    return source
                if found is not None:
                    return source if source.zone is not None and key in source.zone.cuts else found
                found = source
        return found

    async def _chase(self, zone: Zone, request: Request, target: bytes, answer: Answer) -> Answer:
        """Follow an alias to where the zone's file does not reach: whoever serves the target here is asked."""
        found = await self.services.resolve(request.replace(qname=target, hops=request.hops + 1))
        kind, records = Kind.SUCCESS, answer.answer
        if found is not None:
            kind = _KINDS.get(found.rcode, Kind.SUCCESS)
            if found.rcode == NOERROR and not found.answer:
                kind = Kind.NODATA
            records += tuple(record for record in found.answer if record not in records)
        negative = kind in (Kind.NXDOMAIN, Kind.NODATA)
        authority = zone.soa(request.do) if negative else zone.ns(request.do)
        return Answer(kind, records, authority + answer.authority, additional(zone, records, request.do))

    async def _watch(self, seconds: float) -> None:
        """Look every so many seconds whether the files that are due then have changed."""
        due = [source for source in self.sources if source.config.seconds == seconds]
        while True:
            await asyncio.sleep(seconds)
            for source in due:
                await self.refresh(source)

    async def refresh(self, source: Source) -> None:
        """Read a zone again if its file has changed; what is wrong with the file is logged, the old zone stays."""
        origin, path = quote(names.to_text(source.config.origin)), quote(source.config.path)
        try:
            zone = await asyncio.to_thread(source.read)
        except MissingFileError as error:
            self.services.log.error(f"Failed to open zone {origin} in {path}: {error}")
        except BadZoneError as error:
            self.services.log.error(f"Parsing zone {origin}: {error}")
        else:
            if zone is not None:
                self._serve_from_now(source, zone)
                self.services.log.info(f"Successfully reloaded zone {origin} in {path} with {zone.serial} SOA serial")

    def _serve_from_now(self, source: Source, zone: Zone | None) -> None:
        if zone is not None:
            source.replace(zone)
            for note in zone.notes:
                self.services.log.warning(note)

    async def stop(self) -> None:
        """End the watching; a file that is being read is let go."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)


def _response(request: Request, answer: Answer) -> Response:
    """The answer with its rcode; a referral alone is not authoritative (RFC 1034 section 4.3.1)."""
    rcode = _RCODES.get(answer.kind, NOERROR)
    if answer.kind is Kind.FAILURE and not answer.answer:
        return request.reply(SERVFAIL)
    flags = request.echoed
    if answer.answer or answer.kind is not Kind.DELEGATION:
        flags |= AA
    return Response(rcode, flags, answer.answer, answer.authority, answer.additional)
