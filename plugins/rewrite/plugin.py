"""The plugin: changes a question by its rules, asks the next plugin, and changes the answer by what was done.

What each rule does is `steps`' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.chain import Next, Plugin
from pydns_host.errors import QueryError
from pydns_host.message import SERVFAIL, TC, Question, Request, Response
from pydns_host.plugins.rewrite.config import Config, parse
from pydns_host.plugins.rewrite.edns0 import EdnsRule
from pydns_host.plugins.rewrite.matching import Renaming
from pydns_host.plugins.rewrite.steps import Undos, step
from pydns_host.plugins.rewrite.undo import octets
from pydns_host.records import Record

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services

CNAME = 5
MAX_HOPS = 8  # questions that a target leads to, one inside the other
_IN = 1
_MAX_PLAIN = 15  # an rcode that the header has room for
_MAX_KNOWN = 4096  # questions


class Rewrite(Plugin):
    """Changes questions on their way in, and answers on their way out."""

    name = "rewrite"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """Each occurrence is one rule of a single plugin."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._steps = [(step(rule.change), rule.goes_on) for rule in config.rules]
        # Only rules for EDNS look at more than the question; without them, what became of one is remembered.
        self._remembers = not any(isinstance(rule.change, EdnsRule) for rule in config.rules)
        self._known: dict[Question, tuple[Question, Undos]] = {}

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask with the changed question, and change the answer."""
        question, undos = self._known.get(request.question) or self._rewritten(request)
        asked = request if question is request.question else request.asking(question)
        if not undos:
            return await next(asked)
        try:
            response = await next(asked)
        except QueryError as error:
            rcode = _rcode(undos, error.rcode, request)
            if rcode == error.rcode:
                raise
            raise QueryError(error.text, rcode, error.ede) from error
        if response is None:
            return None
        return await self._undone(asked, response, _rcode(undos, response.rcode, request), undos)

    def _rewritten(self, request: Request) -> tuple[Question, Undos]:
        """What becomes of a question, and what that means for the answer; raises `QueryError` for a bad name."""
        changed, undos = request, list[Undos]()
        for apply, goes_on in self._steps:
            changed, found = apply(changed)
            if found is not None:
                undos.append(found)
                if not goes_on:
                    break
        result = changed.question, sum(undos, ())
        if self._remembers:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            self._known[request.question] = result
        return result

    async def _undone(self, asked: Request, response: Response, rcode: int, undos: Undos) -> Response:
        """The answer after all that happens to it, the last rule's first."""
        sections = [list(section) for section in response.sections]
        options, flags, fresh = response.options, response.flags, list[Record]()
        for undo in reversed(undos):
            if undo.record is not None:
                sections = [list(map(undo.record, section)) for section in sections]
            elif undo.options is not None and options is not None:
                options = undo.options(options)
            elif undo.alias is not None and (place := _alias(sections[0], undo.alias)) is not None:
                found = await self._lookup(asked, place[1])
                if found is not None:
                    # What was found went through the rules itself, as a question of its own.
                    sections[0], fresh = _retargeted(sections[0], *place), list(found.answer)
                    flags = flags & ~TC | found.flags & TC
        undone = Response(rcode, flags, sections[0] + fresh, sections[1], sections[2], options)
        response.pass_name(undone)
        return undone

    async def _lookup(self, asked: Request, target: bytes) -> Response | None:
        """What this server says of an alias's new target; None, and a line in the log, when it does not."""
        found = None
        if asked.hops < MAX_HOPS:
            found = await self.services.resolve(asked.replace(qname=target, rclass=_IN, hops=asked.hops + 1))
        if found is None:
            self.services.log.error(f"upstream lookup of {names.to_text(target)} returned nothing")
        return found


def _rcode(undos: Undos, rcode: int, request: Request) -> int:
    """What becomes of an rcode; above 15, it is SERVFAIL to a client without EDNS (RFC 6891 section 6.1.3)."""
    for undo in reversed(undos):
        if undo.rcode is not None:
            rcode = undo.rcode(rcode)
    return SERVFAIL if rcode > _MAX_PLAIN and request.edns is None else rcode


def _alias(answer: Sequence[Record], renaming: Renaming) -> tuple[int, bytes] | None:
    """The first alias to a target that gets another one: its place, and that other one."""
    for place, record in enumerate(answer):
        if record.type == CNAME and (target := renaming(names.to_text(record.rdata.lower()))) is not None:
            return place, octets(target)
    return None


def _retargeted(answer: Sequence[Record], place: int, target: bytes) -> list[Record]:
    """The aliases up to that place, the last of them with its new target."""
    aliases = [record for record in answer[:place] if record.type == CNAME]
    return [*aliases, answer[place]._replace(rdata=target)]
