"""Changes bits of the header of queries and answers; which ones is said in `config`. Records are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.message import Question, Request, Response
from pydns_host.plugins.header.config import Config, parse
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

MAX_KNOWN = 4096  # questions remembered with their changed form


class Header(Plugin):
    """The bits AA, RA and RD, set or cleared."""

    name = "header"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config | None:
        """The first `header` of a block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self.config: Config = config
        self._changed: dict[Question, Question] = {}

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Change the query for all who see it, ask `next`, and change its answer."""
        self._change(request)
        response = await next(request)
        return None if response is None else self._answer(response)

    def quick(self, request: Request, next: Quick) -> Response | None:
        """The same for what is known at once."""
        self._change(request)
        response = next(request)
        return self._answer(response) if isinstance(response, Response) else None

    def _answer(self, response: Response) -> Response:
        flags = self.config.response.of(response.flags)
        return response if flags == response.flags else response.restated(flags=flags)

    def _change(self, request: Request) -> None:
        asked = request.question
        flags = self.config.query.of(asked.flags)
        if flags == asked.flags:
            return
        changed = self._changed.get(asked)
        if changed is None:
            if len(self._changed) >= MAX_KNOWN:
                self._changed.clear()
            changed = Question(asked.qname, asked.type, asked.rclass, flags, asked.opcode, asked.edns)
            self._changed[asked] = changed
        request.restate(changed)
