"""Answers every question with the client's address, port and transport. It never asks another plugin."""

from __future__ import annotations

from socket import AF_INET6, inet_aton, inet_pton
from typing import TYPE_CHECKING

from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.header import AA, NOERROR
from pydns_host.message import Request, Response
from pydns_host.names import ROOT
from pydns_host.plugins.whoami.config import parse

if TYPE_CHECKING:
    from corefile.options import Reader

# The octets of a record before its class and behind it: type; TTL 0, length of data, and what the data begins with.
_A_TYPE, _A_REST = b"\0\x01", b"\0\0\0\0\0\x04"
_AAAA_TYPE, _AAAA_REST = b"\0\x1c", b"\0\0\0\0\0\x10"
_SRV_TYPE, _SRV_REST = b"\0\x21", b"\0\0\0\0\0\x07\0\0\0\0"
_ASKED = b"\xc0\x0c"  # a compression pointer to the question's name
_MAX_NAME = 255  # octets, RFC 1035 section 2.3.4
_LABELS = {"udp": b"\4_udp", "tcp": b"\4_tcp"}


class Whoami(Plugin):
    """An empty answer, and in the additional section an address record and an SRV record with the client's port."""

    name = "whoami"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument."""
        return parse(reader, block)

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Tell the client what the server sees of it; its own class and spelling come back."""
        question = request.question
        client = request.client
        key = question.key
        owner, rclass = _ASKED if key != ROOT else ROOT, question.section[-2:]
        if ":" in client:
            body = owner + _AAAA_TYPE + rclass + _AAAA_REST + inet_pton(AF_INET6, client.partition("%")[0])
        else:
            body = owner + _A_TYPE + rclass + _A_REST + inet_aton(client)
        label = _LABELS[request.via.proto]
        if len(label) + len(key) > _MAX_NAME:
            return Response.packed(key, NOERROR, question.echoed | AA, (0, 0, 1), body)
        body += label + owner + _SRV_TYPE + rclass + _SRV_REST + request.port.to_bytes(2, "big") + ROOT
        return Response.packed(key, NOERROR, question.echoed | AA, (0, 0, 2), body)
