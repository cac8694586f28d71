"""Gives each query a deadline. What happens at it is up to the plugins behind, which look at `Request.deadline`."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

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

    def serve(self, request: Request, next: Next) -> Coroutine[Any, Any, Response | None]:
        """Ask `next` with a deadline."""
        deadline = self.services.clock() + self.config / SECOND
        if request.deadline is not None:
            deadline = min(deadline, request.deadline)
        return next(request.replace(deadline=deadline))
