"""Answers every question with the client's address, port and transport. It never asks another plugin."""

from __future__ import annotations

import math
from socket import AF_INET6, inet_aton, inet_pton
from typing import TYPE_CHECKING

from pydns_host.again import Lease
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.header import AA, NOERROR
from pydns_host.message import Request, Response
from pydns_host.names import ROOT
from pydns_host.plugins.whoami.config import parse
from pydns_host.services import Services

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told

# The octets of a record before its class and behind it: type; TTL 0, length of data, and what the data begins with.
_A_TYPE, _A_REST = b"\0\x01", b"\0\0\0\0\0\x04"
_AAAA_TYPE, _AAAA_REST = b"\0\x1c", b"\0\0\0\0\0\x10"
_SRV_TYPE, _SRV_REST = b"\0\x21", b"\0\0\0\0\0\x07\0\0\0\0"
_ASKED = b"\xc0\x0c"  # a compression pointer to the question's name
_MAX_NAME = 255  # octets, RFC 1035 section 2.3.4
_LABELS = {"udp": b"\4_udp", "tcp": b"\4_tcp"}
_LONGEST = {proto: _MAX_NAME - len(label) for proto, label in _LABELS.items()}  # octets of a name that one more fits on
_MAX_TOLD = 4096
Facts = tuple[str, int, str, bool, int]  # client, port, protocol, whether the question is the root, its class


class Whoami(Plugin):
    """An empty answer, and in the additional section an address record and an SRV record with the client's port."""

    name = "whoami"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> tuple[()]:
        """No argument."""
        return parse(reader, block)

    def __init__(self, config: tuple[()], services: Services) -> None:
        super().__init__(config, services)
        self._told: dict[Facts, tuple[bytes, Lease | None]] = {}

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Tell the client what the server sees of it; its own class and spelling come back."""
        return self.quick(request)

    def quick(self, request: Request, next: Quick | None = None) -> Response:
        """Nothing has to be waited for."""
        question = request.question
        key = question.key
        told = request.client, request.port, request.via.proto, key == ROOT, question.rclass
        body, lease = self._told.get(told) or (self._remember(told), None)
        if len(key) > _LONGEST[request.via.proto]:
            return Response.packed(key, NOERROR, question.echoed | AA, (0, 0, 1), _address(told))
        response = Response.packed(key, NOERROR, question.echoed | AA, (0, 0, 2), body)
        response.lease = lease
        return response

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Nobody has to be told: a client that asks from the same port is told the same."""
        return () if response.lease is not None and response.lease.owner is self else None

    def _remember(self, told: Facts) -> bytes:
        """The octets of both records, for one client and one kind of question."""
        if len(self._told) >= _MAX_TOLD:
            self._told.clear()
        body = _address(told) + _service(told)
        self._told[told] = body, Lease(math.inf, self, client=told[:2])
        return body


def _address(told: Facts) -> bytes:
    client, _, _, root, rclass = told
    owner = ROOT if root else _ASKED
    if ":" in client:
        return (
            owner + _AAAA_TYPE + rclass.to_bytes(2, "big") + _AAAA_REST + inet_pton(AF_INET6, client.partition("%")[0])
        )
    return owner + _A_TYPE + rclass.to_bytes(2, "big") + _A_REST + inet_aton(client)


def _service(told: Facts) -> bytes:
    _, port, proto, root, rclass = told
    owner = _LABELS[proto] + (ROOT if root else _ASKED)
    return owner + _SRV_TYPE + rclass.to_bytes(2, "big") + _SRV_REST + port.to_bytes(2, "big") + ROOT
