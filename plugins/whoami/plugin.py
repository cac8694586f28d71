"""Answers every question with the client's address, port and transport. It never asks another plugin."""

from __future__ import annotations

from socket import AF_INET6, inet_aton, inet_pton
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.header import AA, NOERROR
from pydns_host.message import Request, Response
from pydns_host.names import ROOT
from pydns_host.question import Question
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader

_A, _AAAA, _SRV = 1, 28, 33
_FIXED = Struct("!HHIH")  # type, class, TTL, length of data
_ASKED = b"\xc0\x0c"  # a compression pointer to the question's name
_MAX_NAME = 255  # octets, RFC 1035 section 2.3.4
MAX_KNOWN = 4096  # questions whose frame is kept
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

    def __init__(self, config: tuple[()], services: Services) -> None:
        super().__init__(config, services)
        self._known: dict[tuple[Question, str], Frame] = {}

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Tell the client what the server sees of it; its own class and spelling come back."""
        asked = request.question, request.via.proto
        frame = self._known.get(asked)
        if frame is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            frame = self._known[asked] = Frame.around(request)
        client = request.client
        if ":" in client:
            body = frame.aaaa + inet_pton(AF_INET6, client.partition("%")[0]) + frame.srv
        else:
            body = frame.a + inet_aton(client) + frame.srv
        if frame.srv:
            body += request.port.to_bytes(2, "big") + ROOT
        return Response.packed(asked[0].key, NOERROR, frame.flags, frame.counts, body)


class Frame(NamedTuple):
    """What answers to one question have in common: all but the client's address and port."""

    flags: int
    counts: tuple[int, int, int]
    a: bytes
    aaaa: bytes
    srv: bytes

    @classmethod
    def around(cls, request: Request) -> Frame:
        """Everything in front of the address, and what is between it and the port; no SRV where no label fits."""
        question = request.question
        owner = _ASKED if question.qname != ROOT else ROOT
        label = _LABELS[request.via.proto]
        srv = label + owner + _FIXED.pack(_SRV, question.rclass, 0, 7) + b"\0\0\0\0"
        if len(label) + len(question.qname) > _MAX_NAME:
            srv = b""
        a, aaaa = (owner + _FIXED.pack(rtype, question.rclass, 0, octets) for rtype, octets in ((_A, 4), (_AAAA, 16)))
        return cls(request.echoed | AA, (0, 0, 2 if srv else 1), a, aaaa, srv)
