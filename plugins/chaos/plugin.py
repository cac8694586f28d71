"""Answers the questions of class CH for the server's version, its authors and its host name. Others pass."""

from __future__ import annotations

import secrets
import socket
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.message import Request, Response
from pydns_host.plugins.chaos.config import MAX_TEXT, Config, parse
from pydns_host.records import Record
from pydns_host.services import Services
from pydns_host.shapes import Answering

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

TXT, CH = 16, 3
_AUTHORS = names.from_text("authors.bind.")
_VERSIONS = frozenset(map(names.from_text, ("version.bind.", "version.server.")))
_HOSTS = frozenset(map(names.from_text, ("hostname.bind.", "id.server.")))


class Chaos(Answering):
    """TXT records of class CH (RFC 4892)."""

    name = "chaos"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """The first `chaos` of a block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._host = (socket.gethostname() or "localhost").encode("utf-8", "surrogateescape")[:MAX_TEXT]

    def answer(self, request: Request) -> Response | None:
        """Answer what is asked of the server itself."""
        question = request.question
        if question.rclass != CH or question.type != TXT:
            return None
        texts = self._texts(question.key)
        records = [Record(request.qname, TXT, CH, 0, bytes((len(text),)) + text) for text in texts]
        return request.reply(answer=records) if records else None

    def _texts(self, key: bytes) -> list[bytes]:
        if key == _AUTHORS:
            authors = list(self.config.authors)
            secrets.SystemRandom().shuffle(authors)
            return authors
        if key in _VERSIONS:
            return [self.config.version]
        return [self._host] if key in _HOSTS else []
