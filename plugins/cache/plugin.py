"""Gives answers again that it has kept, and asks the next plugin for all others.

What is kept, and how long, is `keeping`'s business; how old answers are renewed is `renewal`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host.again import Lease
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.header import AD, QUERY
from pydns_host.inflight import settled
from pydns_host.message import Request, Response
from pydns_host.names import ROOT, is_subdomain
from pydns_host.plugins.cache.config import Config, parse
from pydns_host.plugins.cache.keeping import LABEL, Keeping
from pydns_host.plugins.cache.metrics import Counts
from pydns_host.plugins.cache.renewal import Renewal
from pydns_host.plugins.cache.store import Entry
from pydns_host.plugins.cache.storing import Storing
from pydns_host.question import Question
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told

MAX_ASKED = 4096  # questions remembered with the one that is asked upstream for them


class Cache(Plugin):
    """One cache of a server block."""

    name = "cache"
    inline = True
    claims = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config | None:
        """The one `cache` of a block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self.config: Config = config
        self._counts = Counts(services.metrics, config.label, getattr(services.block, "view", ""))
        self.keeping = Keeping(config, self._counts, services.clock, services.now)
        self._renewal = Renewal(config, self.keeping, self._counts, services)
        self._clock = services.clock
        self._prefetches = self._attends = config.prefetch.amount > 0
        self._everything = ROOT in config.zones
        self._asked: dict[Question, Question] = {}

    def assembled(self, plugins: Sequence[Plugin]) -> None:
        """Note whether queries have labels: then there is more to a hit than its answer."""
        self._attends = self._prefetches or any(plugin.name == "metadata" for plugin in plugins)

    def _is_mine(self, question: Question) -> bool:
        if question.opcode != QUERY:
            return False
        return self._everything or any(is_subdomain(question.key, zone) for zone in self.config.zones)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """An entry that lives, given at once; or an answer that the plugins behind know or begin."""
        question = request.question
        now = self._clock()
        found = self.keeping.find(question, now)
        if found is None:
            return self._begin(request, next) if self._is_mine(question) else next(request)
        entry, which = found
        ttl = entry.left(now)
        if ttl <= 0 or self._attends:
            if ttl <= 0 or self._prefetches:
                return None
            _label(request, entry)
        self._counts.hit(request.via.server, which)
        shown = self.keeping.shown(entry, question, entry.ttl if self.config.keep_ttl else ttl)
        if shown.lease is None or shown.lease.until <= now:  # it stays as it is for the rest of its second
            shown.lease = Lease(entry.stored + entry.ttl - ttl + 1, self, which)
        return shown

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Each time is a hit."""
        lease = response.lease
        if lease is None or lease.owner is not self:
            return next(request, response)
        return self._counts.of_hits(request.server, lease.of)

    def _begin(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        asked = self._upstream(request)
        found = next(asked)
        if found is None and asked.begun is None:
            return None
        self._counts.missed(request.server)
        request.begun = self, (asked, found)
        if isinstance(found, Response):
            return self.keeping.take(request, found)[0]
        return None if found is None or found.done else Storing(found, request, self.keeping)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Give an entry, perhaps an old one; or ask the next plugin and keep its answer."""
        if not self._is_mine(request.question):
            return await next(request)
        begun = request.begun_by(self)
        if begun is not None:
            asked, waited = begun
            return self._keep(request, await settled(waited, asked, next))
        now = self.services.clock()
        found = self.keeping.find(request.question, now)
        if found is None:
            self._counts.missed(request.server)
            return self._keep(request, await next(self._upstream(request)))
        entry, which = found
        self._counts.hit(request.server, which)
        if entry.left(now) <= 0:
            fresh = await self._renewal.of_stale(entry, request, self._upstream(request), next)
            if fresh is not None:
                return fresh
            self._counts.stale(request.server)
        else:
            self._renewal.ahead(entry, request, self._upstream(request), next)
        _label(request, entry)
        return self.keeping.shown(entry, request.question, self._ttl(entry, now))

    def _keep(self, request: Request, response: Response | None) -> Response | None:
        return None if response is None else self.keeping.take(request, response)[0]

    def _ttl(self, entry: Entry, now: float) -> int:
        """The TTL that a client is shown: none of a stale entry, unless options say otherwise."""
        left, stale = entry.left(now), self.config.stale
        if left <= 0 and stale is not None and stale.ttl:
            return stale.ttl
        return entry.ttl if self.config.keep_ttl else max(left, 0)

    def _upstream(self, request: Request) -> Request:
        """The query as the next plugin gets it: asking to be told whether data is authentic, for whoever comes next."""
        question = request.question
        if question.flags & AD:
            return request.asking(question)
        asked = self._asked.get(question)
        if asked is None:
            if len(self._asked) >= MAX_ASKED:
                self._asked.clear()
            flags = question.flags | AD
            asked = Question(question.qname, question.type, question.rclass, flags, question.opcode, question.edns)
            self._asked[question] = asked
        return request.asking(asked)

    async def stop(self) -> None:
        """End renewals that are under way."""
        await self._renewal.stop()


def _label(request: Request, entry: Entry) -> None:
    """Say of the query which wildcard made its answer, as was said when the answer came."""
    if entry.wildcard and request.labels is not None:
        request.labels[LABEL] = entry.wildcard
