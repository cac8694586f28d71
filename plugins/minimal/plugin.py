"""Leaves authority and additional records out of answers that have what was asked for. Others pass as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.message import Request, Response
from pydns_host.plugins.minimal.config import parse
from pydns_host.typify import Kind, typify

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


class Minimal(Plugin):
    """Denials, errors and delegations need their other sections, and keep them."""

    name = "minimal"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument."""
        return parse(reader, block)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask `next` and take from its answer what is not the answer."""
        response = await next(request)
        return None if response is None else self._less(request, response)

    def quick(self, request: Request, next: Quick) -> Response | None:
        """The same for what is known at once."""
        response = next(request)
        return self._less(request, response) if isinstance(response, Response) else None

    def _less(self, request: Request, response: Response) -> Response:
        if response.counts[1:] == (0, 0) or typify(request, response, self.services.now()) is not Kind.NOERROR:
            return response
        return response.answer_only()
