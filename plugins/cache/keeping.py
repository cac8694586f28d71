"""Both stores of one cache: which entry answers a question, and which answers become entries.

When to ask for an answer, and what to do about old ones, is the plugin's business.
"""

from __future__ import annotations

from collections.abc import Callable

from pydns_host.header import AA, AD, NOERROR, NXDOMAIN, RA, SERVFAIL, TC
from pydns_host.message import Request, Response
from pydns_host.names import is_subdomain
from pydns_host.plugins.cache.answers import answers, is_kept, kind_of, packed, take_apart, time_of
from pydns_host.plugins.cache.config import DENIAL, SUCCESS, Config
from pydns_host.plugins.cache.metrics import Counts
from pydns_host.plugins.cache.store import Entry, Store
from pydns_host.question import Question
from pydns_host.typify import Kind

LABEL = "zone/wildcard"  # of a query, for the name of the wildcard that its answer is made from
_NEGATIVE = frozenset({Kind.NXDOMAIN, Kind.NODATA})
_REFUSED_KINDS = frozenset({Kind.OTHER_ERROR, Kind.META})


class Keeping:
    """The success and the denial store; `clock` gives monotonic seconds, `now` those since 1970."""

    def __init__(self, config: Config, counts: Counts, clock: Callable[[], float], now: Callable[[], float]) -> None:
        self._config = config
        self._counts = counts
        self._clock = clock
        self._now = now
        self._up_to = 0 if config.stale is None else int(config.stale.up_to)
        self._prefers_positive = config.prefer_positive and self._up_to > 0
        self.success = Store(config.success.capacity)
        self.denial = Store(config.denial.capacity)

    def find(self, question: Question, now: float) -> tuple[Entry, str] | None:
        """The entry that answers a query, stale ones only as far as they are given, and the store that has it."""
        if question.opcode:
            return None
        identity = question.identity
        positive = self.success.get(identity)
        if self._prefers_positive and positive is not None:
            best = positive if positive.answering else positive.good
            if best is not None and self._is_usable(best, now):
                return best, SUCCESS
        negative = self.denial.get(identity)
        if negative is not None and self._is_usable(negative, now):
            # A failure passes; a good answer from before it is worth more.
            if negative.rcode == SERVFAIL and positive is not None and self._is_usable(positive, now):
                return positive, SUCCESS
            return negative, DENIAL
        if positive is not None and self._is_usable(positive, now):
            return positive, SUCCESS
        return None

    def _is_usable(self, entry: Entry, now: float) -> bool:
        return entry.left(now) > -self._up_to if self._up_to else entry.left(now) > 0

    def shown(self, entry: Entry, question: Question, ttl: int) -> Response:
        """What a client gets of an entry: with AA, since some stub resolvers drop what has not (as the reference)."""
        flags = entry.flags if not entry.flags & AD or wants_ad(question) else entry.flags & ~AD
        return entry.response(question.key, ttl, flags | question.echoed)

    def take(self, request: Request, response: Response, renewal: bool = False) -> tuple[Response, Entry | None]:
        """Keep an answer if it may be kept; and the answer as the client gets it, every TTL that of the entry.

        With `renewal` nobody waits for the answer: a positive one ends what was denied before.
        """
        found = packed(response, request)
        if found is None or found.body is None:
            return response, None
        kind = kind_of(request, found, self._now())
        parts = take_apart(found.body, sum(found.counts))
        tier = self._config.denial if kind in _NEGATIVE else self._config.success
        ttl = time_of(parts, found, kind, tier.ttl, tier.least)
        if kind is Kind.SERVER_ERROR:
            ttl = int(self._config.failure)
        entry = None
        if ttl > 0 and is_kept(request, found, kind, bool(found.flags & TC)):
            flags, answering = found.flags & (RA | AD) | AA, answers(request, found)
            entry = Entry(found.rcode, flags, found.counts, parts, ttl, self._clock(), answering)
            if request.labels:
                entry.wildcard = request.labels.get(LABEL, "")
            entry = self._keep(request, kind, entry, renewal)
        given = found.flags if wants_ad(request.question) else found.flags & ~AD
        return Response.packed(found.key, found.rcode, given, found.counts, parts.joined(ttl)), entry

    def _keep(self, request: Request, kind: Kind, entry: Entry, renewal: bool) -> Entry | None:
        which = DENIAL if kind in _NEGATIVE or kind is Kind.SERVER_ERROR else SUCCESS
        question = request.question
        if any(is_subdomain(question.key, zone) for zone in self._config.uncached.get(which, ())):
            return None
        store = self.denial if which == DENIAL else self.success
        identity, prefers = question.identity, self._config.prefer_positive
        if which == SUCCESS:
            before = store.get(identity)
            if prefers and not entry.answering and before is not None:
                entry.good = before if before.answering else before.good
            if entry.answering if prefers else renewal:
                self.denial.remove(identity)
        evicted = store.put(identity, entry)
        self._counts.kept(request.server, which, len(store), evicted)
        return entry

    def renews(self, request: Request, response: Response) -> bool:
        """Whether an answer may take the place of a stale one (RFC 8767 section 4)."""
        if response.flags & TC:
            return False
        kind = kind_of(request, response, self._now())
        if self._config.prefer_positive:
            return kind is Kind.NOERROR and answers(request, response)
        return kind not in _REFUSED_KINDS and response.rcode in (NOERROR, NXDOMAIN)


def wants_ad(question: Question) -> bool:
    """Whether a client wants to know that data is authentic: it says so by DO or AD (RFC 6840 section 5.7)."""
    return bool(question.flags & AD) or (question.edns is not None and question.edns.do)
