"""Asks every cluster and answers as one: is it mine, ask `next` for each cluster, merge, return.

Names are `rewrite`'s business, what to ask `plan`'s, how long to wait `waiting`'s and what the answer says `merge`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.drive import Together
from pydns_host.errors import QueryError
from pydns_host.header import SERVFAIL
from pydns_host.message import Question, Request, Response, ede_option
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
        self._patience = Patience(services.clock)
        self._memo = Memo(config.zone)
        self._counts = Counts(services.metrics)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Gather what is asked at or under the distributed zone; pass on the rest unchanged."""
        question = request.question
        planned = self._plan(question)
        qualified = "false" if planned is None else "true"
        self._counts.requests.inc(request.server, qualified, question.type_text)
        if planned is None:
            return await next(request)
        gathered = await self._gather(planned.subs, request, next)
        if planned.otherwise and not gathered.found(question.type):
            gathered = await self._gather_otherwise(planned, gathered, request, next)
        return self._answer(gathered, request)

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
        if not subs or (deadline is not None and self.services.clock() >= deadline):
            return before
        gathered = await self._gather(subs, request, next)
        if gathered.found(request.question.type):
            return Gathered(gathered.replies, before.missing | gathered.missing)
        if before.missing:
            return before  # the cluster that the prefix names may have what was asked
        return Gathered(before.replies + gathered.replies, gathered.missing, gathered.raised)

    async def _gather(self, subs: Sequence[Sub], request: Request, next: Next) -> Gathered:
        """The outcomes of sub-queries that run side by side, as far as they are worth waiting for."""
        if len(subs) == 1 and request.deadline is None:
            return await self._gather_one(subs[0], request, next)
        waited: list[bool] = []
        together = Together([self._ask(sub, request, next, waited) for sub in subs], self.services.timers)
        if together.pending:
            waited.append(True)
            await self._patience.wait(together, [sub.cluster for sub in subs], request.deadline)
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

    async def _gather_one(self, sub: Sub, request: Request, next: Next) -> Gathered:
        """The outcome of a sub-query that there is nothing to weigh against: it takes what time it takes."""
        gathered = Gathered()
        try:
            outcome = await self._ask(sub, request, next, ())
        except QueryError as error:
            gathered.failed(sub.cluster, error)
        else:
            if outcome is None:
                gathered.failed(sub.cluster, None)
            else:
                gathered.answered(Reply(sub.cluster, self._seen_by[sub.cluster], sub.question.key, outcome))
        return gathered

    async def _ask(self, sub: Sub, request: Request, next: Next, waited: Sequence[bool]) -> Response | None:
        """One sub-query; it goes on to its end even when nobody waits for it any more."""
        cluster, type_text = self.config.clusters[sub.cluster], request.question.type_text
        try:
            response = await next(request.asking(sub.question))
        except QueryError as error:
            self._counts.sub_requests.inc(request.server, cluster.prefix, type_text, str(error.rcode))
            name = names.to_text(sub.question.qname)
            text = f"Error occurred for: type={type_text}, question={name}, error={error.text}"
            self.services.log.plain(text, "WARNING")
            raise
        # As in the reference: an answer counts as 0 whatever its rcode is, only what failed does not.
        self._counts.sub_requests.inc(request.server, cluster.prefix, type_text, "0")
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
        return _with_options(response, (response.options or b"") + error)

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


def _with_options(response: Response, options: bytes) -> Response:
    body = response.body
    if body is None:
        return response.replace(options=options)
    return Response.packed(response.key, response.rcode, response.flags, response.counts, body, options)


def _own_first(views: Views, index: int) -> Views:
    """A cluster's view, then the others', the deepest zones first: its answers may name hosts of theirs."""
    others = [view for place, view in enumerate(views) if place != index and view.zone != views[index].zone]
    return (views[index], *sorted(others, key=lambda view: -len(view.zone)))
