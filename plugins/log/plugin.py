"""Writes a line about each query that its rules ask for. What a line says is `formats`' business."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.errors import QueryError
from pydns_host.message import Request, Response
from pydns_host.names import ROOT, is_subdomain
from pydns_host.plugins.log.config import Config, Rule, parse
from pydns_host.plugins.log.exchange import Exchange
from pydns_host.plugins.log.fields import Answer
from pydns_host.plugins.log.formats import Common, common, compile
from pydns_host.services import Services
from pydns_host.typify import typify

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told


class Log(Plugin):
    """The query log: the first rule whose zone a name is in decides whether and how it is logged."""

    name = "log"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """Every `log` of a block adds rules."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        metadata = "metadata" in services.block.names
        self._rules = [(rule, compile(rule.format, metadata)) for rule in config.rules if rule.zone is not None]
        self._line = services.log.plain

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask `next` and log what came of it; an exception that is no `QueryError` passes unseen."""
        found = self._find(request.question.key)
        if found is None:
            return await next(request)
        clock, now = self.services.clock, self.services.now
        start = clock()
        try:
            response = await next(request)
        except QueryError as error:
            answer = request.reply(error.rcode, ede=error.ede)
            self._write(found, Exchange(request, answer, clock() - start, now, sent=False))
            raise
        self._write(found, Exchange(request, response, clock() - start, now))
        return response

    def quick(self, request: Request, next: Quick) -> Response | None:
        """Log what plugins behind know at once."""
        clock, now = self.services.clock, self.services.now
        start = clock()
        response = next(request)
        if not isinstance(response, Response):
            return None
        if (found := self._find(request.question.key)) is not None:
            self._write(found, Exchange(request, response, clock() - start, now))
        return response

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Each time is logged, as a line of its own."""
        told = next(request, response)
        found = self._find(request.question.key)
        if told is None or found is None:
            return told
        exchange, now = Exchange(request, response, 0.0, self.services.now), self.services.now
        rule, line = found
        if not self._is_logged(rule, exchange):
            return told
        if isinstance(line, Common):
            return (partial(self._tell, line.middle(exchange)), *told)

        def tell(client: str, port: int, id: int, seconds: float) -> None:
            asked = request.replace(client=client, port=port, id=id)
            self._line(line(Exchange(asked, response, seconds, now)))

        return (tell, *told)

    def _tell(self, middle: str, client: str, port: int, id: int, seconds: float) -> None:
        self._line(common(client, port, id, middle, seconds))

    def _find(self, key: bytes) -> tuple[Rule, Answer] | None:
        """The first rule for a name."""
        for found in self._rules:
            zone = found[0].zone
            if zone == ROOT or (zone is not None and is_subdomain(key, zone)):
                return found
        return None

    def _write(self, found: tuple[Rule, Answer], exchange: Exchange) -> None:
        rule, line = found
        if self._is_logged(rule, exchange):
            self._line(line(exchange))

    def _is_logged(self, rule: Rule, exchange: Exchange) -> bool:
        classes = rule.classes
        return classes is None or typify(exchange.request, exchange.response, exchange.now()).sorted in classes
