"""Renews entries: before their end when they are asked for often, after it when they are given all the same.

At most one renewal of an entry is under way. What an answer becomes is `keeping`'s business.
"""

from __future__ import annotations

import asyncio
from functools import partial
from math import ceil

from pydns_host.chain import Next
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.message import Request, Response
from pydns_host.plugins.cache.config import Config
from pydns_host.plugins.cache.keeping import LABEL, Keeping
from pydns_host.plugins.cache.metrics import Counts
from pydns_host.plugins.cache.store import Entry
from pydns_host.services import Services

MAX_RUNNING = 1000  # renewals in the background; beyond it entries end as they would
LIMIT = 15.0  # seconds after which one is given up: as long as the host lets any query take


class Renewal:
    """The renewals of one cache."""

    def __init__(self, config: Config, keeping: Keeping, counts: Counts, services: Services) -> None:
        self._config = config
        self._keeping = keeping
        self._counts = counts
        self._services = services
        self._running: set[asyncio.Task[None]] = set()

    def ahead(self, entry: Entry, request: Request, asked: Request, next: Next) -> None:
        """Count a question for an entry that lives, and renew it in the background when that is due."""
        prefetch, now = self._config.prefetch, self._services.clock()
        if prefetch.amount <= 0:
            return
        life = entry.life
        life.hit(now, prefetch.gap)
        if life.hits >= prefetch.amount and entry.left(now) <= ceil(prefetch.percentage / 100 * entry.ttl):
            self._in_background(entry, request, asked, next, stale=False)

    async def of_stale(self, entry: Entry, request: Request, asked: Request, next: Next) -> Response | None:
        """The answer that takes an old one's place in time; None when the old one is to be given."""
        stale = self._config.stale
        if stale is None or not stale.verify:
            self._in_background(entry, request, asked, next, stale=True)
            return None
        now, life = self._services.clock(), entry.life
        if stale.recheck and not life.begin(now):
            return None
        if stale.timeout:
            return await self._in_time(entry, request, asked, next, stale.timeout)
        return await self._verify(entry, request, asked, next)

    async def _verify(self, entry: Entry, request: Request, asked: Request, next: Next) -> Response | None:
        """Ask now; None for what may not take the old answer's place."""
        stale, found = self._config.stale, None
        try:
            found = await self._renewed(request, asked, next)
        finally:
            if stale is not None and stale.recheck:
                entry.life.end(self._services.clock(), found is not None, stale.recheck)
        return found

    async def _in_time(
        self, entry: Entry, request: Request, asked: Request, next: Next, timeout: float
    ) -> Response | None:
        """Ask, and wait for so many seconds; what comes later is kept all the same."""
        wait: Wait[Response | None] = Wait()
        own, asking = _apart(request, asked)

        async def verify() -> None:
            try:
                wait.set(await self._verify(entry, own, asking, next))
            finally:
                wait.set(None)

        self._spawn(verify())
        timer = self._services.timers.after(timeout, partial(wait.set, None))
        try:
            found = await wait
        finally:
            timer.cancel()
        if found is not None and request.labels is not None and own.labels:
            request.labels.update(own.labels)
        return found

    async def _renewed(self, request: Request, asked: Request, next: Next) -> Response | None:
        try:
            response = await next(asked)
        except QueryError:
            return None
        if response is None:
            return None
        if self._keeping.renews(request, response):
            return self._keeping.take(request, response, renewal=True)[0]
        if self._config.prefer_positive:  # it is kept, and not given
            self._keeping.take(request, response, renewal=True)
        return None

    def _in_background(self, entry: Entry, request: Request, asked: Request, next: Next, stale: bool) -> None:
        if len(self._running) < MAX_RUNNING and entry.life.begin(self._services.clock()):
            self._counts.prefetched(request.server)
            # Nobody's size limits the answer: as in the reference it is asked for as over TCP.
            own, asking = _apart(request, asked.replace(proto="tcp"))
            self._spawn(self._renew(entry, own, asking, next, stale))

    async def _renew(self, entry: Entry, request: Request, asked: Request, next: Next, stale: bool) -> None:
        renewed = False
        try:
            async with asyncio.timeout(LIMIT):
                if stale:
                    renewed = await self._renewed(request, asked, next) is not None
                else:
                    response = await next(asked)
                    kept = response is not None and self._keeping.take(request, response, renewal=True)[1]
                    renewed = bool(kept)
        except (QueryError, TimeoutError):
            renewed = False  # it lives on until its end
        finally:
            recheck = self._config.stale.recheck if stale and self._config.stale is not None else 0.0
            entry.life.end(self._services.clock(), renewed, recheck)
        found = self._keeping.find(request.question, self._services.clock()) if renewed else None
        if found is not None:  # the new entry is as much asked for as the old one was
            found[0].life.hits, found[0].life.last = entry.life.hits, entry.life.last

    def _spawn(self, coroutine: object) -> None:
        task = self._services.tasks.spawn(coroutine, "plugin/cache: renewal")  # type: ignore[arg-type]
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """End what is under way."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _apart(request: Request, asked: Request) -> tuple[Request, Request]:
    """The query and the one asked for it with labels of their own: that of the client may be told something else."""
    if request.labels is None:
        return request, asked
    request, asked = request.asking(request.question), asked.asking(asked.question)
    request.labels = asked.labels = {label: said for label, said in (request.labels or {}).items() if label != LABEL}
    return request, asked
