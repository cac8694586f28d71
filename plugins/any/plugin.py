"""Answers questions of type ANY with one record that says why there are no others. It has no say in other types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.plugins.any.config import parse
from pydns_host.records import Record

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

HINFO, ANY = 13, 255
TTL = 8482  # seconds: the number of the RFC
_DATA = b"".join(len(text).to_bytes(1, "big") + text for text in (b"ANY obsoleted", b"See RFC 8482"))


class Any(Plugin):
    """RFC 8482 section 4.2: a HINFO record in place of all that there is."""

    name = "any"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument."""
        return parse(reader, block)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer what asks for everything."""
        return self._answer(request) if request.type == ANY else await next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same at once."""
        return self._answer(request) if request.question.type == ANY else next(request)

    def _answer(self, request: Request) -> Response:
        return request.reply(answer=[Record(request.qname, HINFO, 1, TTL, _DATA)])
