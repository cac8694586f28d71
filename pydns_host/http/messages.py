"""The little of HTTP/1.1 that a probe or a scraper speaks: a request's head to facts, and an answer to octets.

Connections and their bounds are `endpoints`' business. Bodies of requests are never read (RFC 9112 section 9.3 then
has the connection closed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

TEXT = "text/plain; charset=utf-8"
_METHOD_PATH_VERSION = 3
_VERSIONS = ("HTTP/1.0", "HTTP/1.1")


class BadRequest(ValueError):
    """What came in is no request that can be answered; the text says why."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request: `path` is without its query part, names of `headers` are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    version: str = "HTTP/1.1"

    @property
    def persists(self) -> bool:
        """Whether another request may follow on the connection (RFC 9112 section 9.3)."""
        if self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers:
            return False
        return self.version == "HTTP/1.1" and "close" not in self.headers.get("connection", "").lower()


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer with its status, body and headers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": TEXT})


NOT_FOUND = HttpResponse(404, b"404 page not found\n")


def parse_head(octets: bytes) -> HttpRequest:
    """The request whose head, up to its empty line, is `octets`; raises `BadRequest`."""
    first, *lines = octets.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    words = first.split(" ")
    if len(words) != _METHOD_PATH_VERSION or words[2] not in _VERSIONS or not words[1].startswith("/"):
        raise BadRequest("malformed request line")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequest("malformed header")
        headers[name.lower()] = value.strip()
    return HttpRequest(words[0], words[1].partition("?")[0], headers, words[2])


def render(response: HttpResponse, *, head: bool = False, persists: bool = False) -> bytes:
    """An answer as octets; `head` leaves the body out, `persists` keeps the connection."""
    lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    lines.append(f"Content-Length: {len(response.body)}")
    if not persists:
        lines.append("Connection: close")
    octets = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return octets if head else octets + response.body
