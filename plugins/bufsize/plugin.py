"""Lowers the payload that clients announce, before anyone sees it. What is cut is `wire.render`'s business."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.message import Edns, Question, Request, Response
from pydns_host.plugins.bufsize.config import parse
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

MAX_KNOWN = 4096  # questions remembered with their smaller form


class Bufsize(Plugin):
    """Queries with EDNS ask for no more than the size of the Corefile."""

    name = "bufsize"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> int:
        """The first `bufsize` of a block."""
        return parse(reader, block)

    def __init__(self, config: int, services: Services) -> None:
        super().__init__(config, services)
        self._smaller: dict[Question, Question] = {}

    def serve(self, request: Request, next: Next) -> Coroutine[Any, Any, Response | None]:
        """Ask `next` with a payload that is small enough; the answer is cut to it, and says so."""
        self._lower(request)
        return next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same at once."""
        self._lower(request)
        return next(request)

    def _lower(self, request: Request) -> None:
        question = request.question
        if question.edns is None or question.edns.payload <= self.config:
            return
        smaller = self._smaller.get(question)
        if smaller is None:
            if len(self._smaller) >= MAX_KNOWN:
                self._smaller.clear()
            smaller = self._smaller[question] = _with_payload(question, self.config)
        request.restate(smaller)


def _with_payload(question: Question, payload: int) -> Question:
    edns = question.edns
    lowered = None if edns is None else Edns(payload, edns.do, edns.options, edns.version, edns.z)
    return Question(question.qname, question.type, question.rclass, question.flags, question.opcode, lowered)
