"""Leaves authority and additional records out of answers that have what was asked for. Others pass as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.message import Request, Response
from pydns_host.plugins.minimal.config import parse
from pydns_host.shapes import Changing
from pydns_host.typify import Kind, typify

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


class Minimal(Changing):
    """Denials, errors and delegations need their other sections, and keep them."""

    name = "minimal"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument."""
        return parse(reader, block)

    def change(self, request: Request, response: Response) -> Response:
        """Take from an answer what is not the answer."""
        if response.counts[1:] == (0, 0) or typify(request, response, self.services.now()) is not Kind.NOERROR:
            return response
        return response.answer_only()
