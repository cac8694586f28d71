"""Answers the questions that a rule matches with records that templates make. How rules are read is `config`'s."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pydns_host import gotemplate
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.errors import QueryError
from pydns_host.expressions.errors import EvaluationError
from pydns_host.gotemplate import ExecError
from pydns_host.header import SERVFAIL, TC
from pydns_host.message import Request, Response
from pydns_host.plugins.template.config import ANY, Rule, parse
from pydns_host.plugins.template.data import Seen, see
from pydns_host.plugins.template.metrics import Counts
from pydns_host.records import Record
from pydns_host.services import Services
from pydns_host.zonefile.lexer import ZoneFileError
from pydns_host.zonefile.single import UnusableError, record

if TYPE_CHECKING:
    from corefile.options import Reader

_CNAME = 5
_ADDRESSES = (1, 28)
_HOPS = 8  # aliases followed
_KNOWN = 1024  # texts of records that are kept with what they say


class Template(Plugin):
    """The first rule that matches answers; a rule whose patterns do not match fails unless it falls through."""

    name = "template"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[Rule, ...]:
        """All occurrences make one plugin."""
        return parse(reader, block)

    def __init__(self, config: tuple[Rule, ...], services: Services) -> None:
        super().__init__(config, services)
        self.counts = Counts(services.metrics)
        self._read = lru_cache(_KNOWN)(record)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer from the first rule that matches, or ask the next plugin."""
        for rule in self.config:
            zone = rule.zone(request.key)
            if zone is None or ANY != rule.rclass != request.rclass != ANY or ANY != rule.type != request.type != ANY:
                continue
            try:
                seen = see(request, rule, zone)
            except EvaluationError:
                return request.reply(SERVFAIL)
            if seen is not None:
                return await self._answer(request, rule, seen)
            if not rule.falls_through(request.key):
                return request.reply(SERVFAIL)
        return await next(request)

    async def _answer(self, request: Request, rule: Rule, seen: Seen) -> Response:
        labels = (request.server, seen.zone, request.view, seen.rclass, seen.type)
        self.counts.matches.inc(*labels)
        if rule.rcode == SERVFAIL:
            return request.reply(SERVFAIL)
        answer, flags = await self._answers(request, rule, seen, labels)
        others = [self._records(rule, section, seen, labels) for section in ("authority", "additional")]
        response = request.reply(rule.rcode, answer, *others, aa=True, ede=rule.ede)
        return response.replace(flags=response.flags | flags) if flags else response

    async def _answers(
        self, request: Request, rule: Rule, seen: Seen, labels: tuple[str, ...]
    ) -> tuple[list[Record], int]:
        """The answer section, an alias with what it leads to behind it, and TC where that was truncated."""
        found: list[Record] = []
        flags = 0
        for made in self._records(rule, "answer", seen, labels):
            found.append(made)
            if made.type == _CNAME and request.type in _ADDRESSES:
                response = await self._follow(request, made.rdata)
                if response is not None:
                    found.extend(response.answer)
                    flags = response.flags & TC
        return found, flags

    def _records(self, rule: Rule, section: str, seen: Seen, labels: tuple[str, ...]) -> list[Record]:
        return [self._record(template, seen, (*labels, section)) for template in rule.sections[section]]

    def _record(self, template: gotemplate.Template, seen: Seen, labels: tuple[str, ...]) -> Record:
        try:
            text = template.execute(seen.values)
        except ExecError as error:
            self.counts.failures.inc(*labels, str(template.root))
            raise QueryError(str(error)) from None
        try:
            found = self._read(text)
            if found is None:
                raise UnusableError("no record in the text that the template made")
            return found
        except (ZoneFileError, UnusableError) as error:
            self.counts.rr_failures.inc(*labels, str(template.root))
            raise QueryError(str(error)) from None

    async def _follow(self, request: Request, target: bytes) -> Response | None:
        """What this host knows of an alias's target; None when that cannot be had."""
        if request.hops >= _HOPS:
            return None
        try:
            return await self.services.resolve(request.replace(qname=target, hops=request.hops + 1))
        except QueryError:
            return None
