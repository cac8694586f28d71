"""Answers questions of type ANY with one record that says why there are no others. It has no say in other types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.message import Request, Response
from pydns_host.plugins.any.config import parse
from pydns_host.records import Record
from pydns_host.shapes import Answering

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

HINFO, ANY = 13, 255
TTL = 8482  # seconds: the number of the RFC
_DATA = b"".join(len(text).to_bytes(1, "big") + text for text in (b"ANY obsoleted", b"See RFC 8482"))


class Any(Answering):
    """RFC 8482 section 4.2: a HINFO record in place of all that there is."""

    name = "any"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument."""
        return parse(reader, block)

    def answer(self, request: Request) -> Response | None:
        """A HINFO record for what asks for everything."""
        if request.question.type != ANY:
            return None
        return request.reply(answer=[Record(request.qname, HINFO, 1, TTL, _DATA)])
