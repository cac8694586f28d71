"""Answers every question with the client's address, port and transport. It never asks another plugin."""

from __future__ import annotations

import socket
from struct import Struct
from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.header import AA, NOERROR
from pydns_host.message import Request, Response
from pydns_host.names import ROOT

if TYPE_CHECKING:
    from corefile.options import Reader

_A, _AAAA, _SRV = 1, 28, 33
_FIXED = Struct("!HHIH")  # type, class, TTL, length of data
_ASKED = b"\xc0\x0c"  # a compression pointer to the question's name
_MAX_NAME = 255  # octets, RFC 1035 section 2.3.4
_LABELS = {"udp": b"\4_udp", "tcp": b"\4_tcp"}


class Whoami(Plugin):
    """An empty answer, and in the additional section an address record and an SRV record with the client's port."""

    name = "whoami"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument; what stands after the first occurrence is not read, as in the reference."""
        reader.next()
        if reader.next_arg():
            reader.record(reader.arg_error())
        elif reader.next():
            reader.warn("only the first whoami of a server block is read", code="CF340")
        return ()

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Tell the client what the server sees of it; its own class and spelling come back."""
        question, proto = request.question, request.proto
        owner = _ASKED if question.qname != ROOT else ROOT
        rtype, address = _address(request.client)
        body = owner + _FIXED.pack(rtype, question.rclass, 0, len(address)) + address
        label = _LABELS[proto]
        if len(label) + len(question.qname) > _MAX_NAME:
            return Response.packed(question.key, NOERROR, request.echoed | AA, (0, 0, 1), body)
        port = request.port.to_bytes(2, "big")
        body += label + owner + _FIXED.pack(_SRV, question.rclass, 0, 7) + b"\0\0\0\0" + port + ROOT
        return Response.packed(question.key, NOERROR, request.echoed | AA, (0, 0, 2), body)


def _address(client: str) -> tuple[int, bytes]:
    if ":" in client:
        return _AAAA, socket.inet_pton(socket.AF_INET6, client.partition("%")[0])
    return _A, socket.inet_aton(client)
