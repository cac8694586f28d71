"""Gives each query a deadline. What happens at it is up to the plugins behind, which look at `Request.deadline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.durations import SECOND
from pydns_host.chain import Next, Plugin
from pydns_host.message import Request, Response
from pydns_host.plugins.cancel.config import parse

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


class Cancel(Plugin):
    """A deadline; an earlier one that the query has already stays."""

    name = "cancel"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> int:
        """The last `cancel` of a block."""
        return parse(reader, block)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask `next` with a deadline."""
        deadline = self.services.clock() + self.config / SECOND
        if request.deadline is not None:
            deadline = min(deadline, request.deadline)
        asked = request.replace(deadline=deadline)
        try:
            return await next(asked)
        finally:
            # A plugin behind, such as bufsize, may have said how the answer is to look.
            if asked.question is not request.question:
                request.restate(asked.question)
