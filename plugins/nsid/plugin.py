"""Puts the server's identifier into answers to clients that ask for it (RFC 5001). Other answers pass as they are."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydns_host.message import Request, Response
from pydns_host.plugins.nsid.config import parse
from pydns_host.services import Services
from pydns_host.shapes import Changing

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

NSID = 3  # the option code


class Nsid(Changing):
    """The option NSID of EDNS."""

    name = "nsid"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> str:
        """The one `nsid` of a block."""
        return parse(reader, block)

    def __init__(self, config: str, services: Services) -> None:
        super().__init__(config, services)
        data = (config or socket.gethostname() or "localhost").encode("utf-8", "surrogateescape")
        self._option = _option(NSID, data)

    def change(self, request: Request, response: Response) -> Response:
        """Say who answered, where that is asked."""
        edns = request.edns
        if edns is None or not any(code == NSID for code, _ in _options(edns.options)):
            return response
        others = b"".join(_option(code, data) for code, data in _options(response.options or b"") if code != NSID)
        return response.restated(options=others + self._option)


def _option(code: int, data: bytes) -> bytes:
    return code.to_bytes(2, "big") + len(data).to_bytes(2, "big") + data


def _options(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """The options of an OPT record, which have been checked (RFC 6891 section 6.1.2)."""
    offset = 0
    while offset < len(octets):
        length = int.from_bytes(octets[offset + 2 : offset + 4], "big")
        yield int.from_bytes(octets[offset : offset + 2], "big"), octets[offset + 4 : offset + 4 + length]
        offset += 4 + length
