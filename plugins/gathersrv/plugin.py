"""Asks every cluster and answers as one: is it mine, ask `next` for each cluster, merge, return.

Names are `rewrite`'s business, what to ask `plan`'s, how long to wait `waiting`'s and what the answer says `merge`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.again import Lease
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Together, Wait
from pydns_host.errors import QueryError
from pydns_host.header import SERVFAIL
from pydns_host.inflight import settled
from pydns_host.message import Question, Request, Response, ede_option
from pydns_host.plugins.gathersrv.begun import Begun, Found, Gathering, Overdue
from pydns_host.plugins.gathersrv.config import Config, parse
from pydns_host.plugins.gathersrv.gathered import SILENT, Gathered
from pydns_host.plugins.gathersrv.memo import Memo
from pydns_host.plugins.gathersrv.merge import ANSWERS, Reply
from pydns_host.plugins.gathersrv.metrics import Counts
from pydns_host.plugins.gathersrv.plan import Plan, Sub, plan
from pydns_host.plugins.gathersrv.rewrite import View, Views, parse_prefix
from pydns_host.plugins.gathersrv.waiting import Patience
from pydns_host.services import Services
from pydns_host.wire import Malformed

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told

MAX_PLANS = 2048  # questions whose sub-queries are remembered
MAX_TEXT = 400  # octets of an extended error: it shares the datagram with the records
NETWORK_ERROR = 23  # RFC 8914 section 4.24
EXPLAINED = (*ANSWERS, SERVFAIL)  # other codes say themselves why there is no answer
NOTHING = "Sub-queries canceled due to timeout"


class Gathersrv(Plugin):
    """Gathers the SRV, address and TXT records of several clusters under one distributed zone."""

    name = "gathersrv"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config | None:
        """The first `gathersrv` of a block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._views = tuple(View(config.zone, one.zone, *parse_prefix(one.prefix)) for one in config.clusters)
        self._seen_by = tuple(_own_first(self._views, index) for index in range(len(self._views)))
        self._plans: dict[Question, Plan | None] = {}
        self._clock = services.clock
        self._patience = Patience(self._clock)
        self._overdue = Overdue(services.timers, self._clock)
        self._memo = Memo(config.zone)
        self._counts = Counts(services.metrics, [cluster.prefix for cluster in config.clusters])

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Gather what is asked at or under the distributed zone; pass on the rest unchanged."""
        planned = self._plan(request.question)
        if planned is None:
            self._counts.passed_on(request.server, request.type_text)
            return await next(request)
        begun: Begun | None = request.begun_by(self)
        if begun is None:
            self._counts.of(request.server, request.type_text).gathered.n += 1
        gathered = await self._gather(planned.subs, request, next, begun)
        if planned.otherwise and not gathered.found(request.question.type):
            gathered = await self._gather_otherwise(planned, gathered, request, next)
        return self._answer(gathered, request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """Begin every sub-query; what is more than to merge their answers is for `serve`, which goes on with them."""
        question = request.question
        planned = self._plan(question)
        if planned is None or self._patience.silent or request.deadline is not None:
            return None
        subs: list[tuple[Request, Found]] = []
        answers: list[Response] = []
        waits = 0
        for _, asked in planned.subs:
            sub = request.asking(asked)
            found = next(sub)
            subs.append((sub, found))
            if isinstance(found, Response):
                answers.append(found)
            elif found is not None and not found.done:
                waits += 1
        self._counts.of(request.via.server, question.type_text).gathered.n += 1
        now = self._clock()
        request.begun = self, (subs, now)
        if len(answers) == len(subs):
            return self._merge_begun(request, planned, answers)
        if waits + len(answers) < len(subs):  # one has failed already, or knows nothing at once
            return None
        gathering = Gathering(request, planned, subs, waits, self._merge_begun, self._overdue)
        if len(subs) > 1:  # with one there is nothing to weigh its answer against: it takes what time it takes
            self._overdue.add(gathering, now)
        return gathering

    def _merge_begun(self, request: Request, planned: Plan, answers: list[Response]) -> Response | None:
        """The answer when every cluster has answered; None when more is to be asked."""
        question = request.question
        merged, complete = self._memo.again(question, answers), True
        if merged is None:
            gathered = Gathered()
            for sub, answer in zip(planned.subs, answers, strict=True):
                gathered.answered(Reply(sub.cluster, self._seen_by[sub.cluster], sub.question.key, answer))
            if planned.otherwise and not gathered.found(question.type):
                return None
            merged = self._answer(gathered, request)
            complete = not gathered.missing
            if complete:
                self._memo.keep(question, answers, merged)
        counts = self._counts.of(request.via.server, question.type_text)
        for cluster, _ in planned.subs:
            counts[cluster].n += 1
        if complete and answers and answers[0].lease is not None:
            return self._leased(merged, request, planned, answers)
        return merged

    def _leased(self, merged: Response, request: Request, planned: Plan, answers: list[Response]) -> Response:
        """The answer under a lease, as far as those that it is made of are: until the first of theirs ends."""
        now = self._clock()
        if merged.lease is not None and merged.lease.until > now:
            return merged
        until = min(0.0 if answer.lease is None else answer.lease.until for answer in answers)
        if until <= now:
            return merged
        subs, _ = request.begun_by(self)
        asked = [each for each, _ in subs]
        lease = Lease(until, self, tuple(zip(planned.subs, asked, answers, strict=True)))
        merged = merged.restated(lease=lease)
        self._memo.keep(request.question, answers, merged)
        return merged

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Each time counts as gathered, and every cluster's answer as given again."""
        lease = response.lease
        if lease is None or lease.owner is not self:
            return None
        counts = self._counts.of(request.server, request.type_text)
        told: Told = (counts.gathered,)
        for sub, asked, answer in lease.of:
            behind = next(asked, answer)
            if behind is None:
                return None
            told = (*told, counts[sub.cluster], *behind)
        return told

    def _plan(self, question: Question) -> Plan | None:
        """The sub-queries for a question; listeners hand in the same object for the same packet."""
        try:
            return self._plans[question]
        except KeyError:
            if len(self._plans) >= MAX_PLANS:
                self._plans.clear()
            planned = self._plans[question] = plan(question, self.config.zone, self._views)
            return planned

    async def _gather_otherwise(self, planned: Plan, before: Gathered, request: Request, next: Next) -> Gathered:
        """Ask all clusters for the name as it is, but for those that just failed; what that finds counts alone."""
        subs = [sub for sub in planned.otherwise if sub.cluster not in before.missing]
        deadline = request.deadline
        if not subs or (deadline is not None and self._clock() >= deadline):
            return before
        gathered = await self._gather(subs, request, next)
        if gathered.found(request.question.type):
            return Gathered(gathered.replies, before.missing | gathered.missing)
        if before.missing:
            return before  # the cluster that the prefix names may have what was asked
        return Gathered(before.replies + gathered.replies, gathered.missing, gathered.raised)

    async def _gather(self, subs: Sequence[Sub], request: Request, next: Next, begun: Begun | None = None) -> Gathered:
        """The outcomes of sub-queries that run side by side, as far as they are worth waiting for."""
        asked, since = begun or ([(request.asking(sub.question), None) for sub in subs], self._clock())
        if len(subs) == 1 and request.deadline is None:
            return await self._gather_one(subs[0], asked[0], next)
        waited: list[bool] = []
        asking = [self._ask(sub, each, next, waited) for sub, each in zip(subs, asked, strict=True)]
        together = Together(asking, self.services.timers)
        if together.pending:
            waited.append(True)
            await self._patience.wait(together, [sub.cluster for sub in subs], request.deadline, since)
        gathered = Gathered()
        for index, sub in enumerate(subs):
            outcome = together.outcomes[index]
            if isinstance(outcome, Response):
                gathered.answered(Reply(sub.cluster, self._seen_by[sub.cluster], sub.question.key, outcome))
            elif index in together.pending:
                gathered.missing[sub.cluster] = SILENT
            else:
                gathered.failed(sub.cluster, outcome)
        return gathered

    async def _gather_one(self, sub: Sub, asked: tuple[Request, Found], next: Next) -> Gathered:
        """The outcome of a sub-query that there is nothing to weigh against: it takes what time it takes."""
        gathered = Gathered()
        try:
            outcome = await self._ask(sub, asked, next, ())
        except QueryError as error:
            gathered.failed(sub.cluster, error)
        else:
            if outcome is None:
                gathered.failed(sub.cluster, None)
            else:
                gathered.answered(Reply(sub.cluster, self._seen_by[sub.cluster], sub.question.key, outcome))
        return gathered

    async def _ask(self, sub: Sub, asked: tuple[Request, Found], next: Next, waited: Sequence[bool]) -> Response | None:
        """One sub-query, perhaps begun; it goes on to its end even when nobody waits for it any more."""
        request, found = asked
        try:
            response = await settled(found, request, next)
        except QueryError as error:
            prefix, type_text = self.config.clusters[sub.cluster].prefix, request.question.type_text
            self._counts.sub_requests.inc(request.server, prefix, type_text, str(error.rcode))
            name = names.to_text(sub.question.qname)
            text = f"Error occurred for: type={type_text}, question={name}, error={error.text}"
            self.services.log.plain(text, "WARNING")
            raise
        self._counts.of(request.server, request.type_text)[sub.cluster].n += 1
        if waited and self._patience.silent:  # an answer at once may be a cache's
            self._patience.heard(sub.cluster, response)
        return response

    def _answer(self, gathered: Gathered, request: Request) -> Response:
        """The merged answer, which names the clusters that it lacks."""
        try:
            response = self._merged(gathered, request)
        except Malformed:  # a name that is too long is seen only when it is put together
            gathered.drop_malformed()
            response = self._merged(gathered, request)
        if not gathered.missing:
            return response
        texts = []
        for cluster, reason in gathered.missing.items():
            zone = names.to_text(self._views[cluster].zone)
            self._counts.missing.inc(request.server, zone, "timeout" if reason == SILENT else "error")
            texts.append(f"{zone}: {reason}")
        if request.edns is None or not gathered.replies or response.rcode not in EXPLAINED:
            return response
        error = ede_option(NETWORK_ERROR, "; ".join(texts)[:MAX_TEXT])
        return response.restated(options=(response.options or b"") + error)

    def _merged(self, gathered: Gathered, request: Request) -> Response:
        raised = gathered.raised
        if gathered.replies:
            if raised is not None:
                error = f"{type(raised).__name__}: {raised}"
                self.services.log.error(f"{request.text} {request.type_text}: {error}")
            return self._memo.merge(request.question, gathered.replies, bool(gathered.missing))
        if raised is not None:
            raise raised
        return request.reply(SERVFAIL, ede=(NETWORK_ERROR, NOTHING))


def _own_first(views: Views, index: int) -> Views:
    """A cluster's view, then the others', the deepest zones first: its answers may name hosts of theirs."""
    others = [view for place, view in enumerate(views) if place != index and view.zone != views[index].zone]
    return (views[index], *sorted(others, key=lambda view: -len(view.zone)))
