"""One HTTP/1.1 connection to a DNS over HTTPS server (RFC 9112): one request at a time, and its whole response.

For servers that do not agree to HTTP/2. Which connection a query takes, and what it is answered, is `https`'s business.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable

from pydns_host.upstream.flights import Flight
from pydns_host.upstream.http2 import MAX_BODY, MEDIA_TYPE, PATH, Stream

_MAX_HEAD = 16384  # octets of status line and headers, or of all sizes and trailers of a chunked body
_END = b"\r\n"


class Malformed(ValueError):
    """What came is no HTTP response, or not one of DNS's size."""


class Response:
    """A response while it comes in; `stays` says that another may follow on its connection."""

    def __init__(self) -> None:
        self.status = ""
        self.body = bytearray()
        self.stays = False
        self._buffer = bytearray()
        self._left: int | None = 0  # octets of the body or chunk to come; None: until the connection ends
        self._overhead = 0
        self._read: Callable[[], bool | None] = self._head  # whether the response is whole; None: read on

    def feed(self, data: bytes) -> bool:
        """Take octets; true once the response is whole. Raises `Malformed`."""
        self._buffer += data
        while (whole := self._read()) is None:
            pass
        return whole

    def ends(self) -> bool:
        """Whether the response is whole now that the connection has ended."""
        return self._left is None

    def _line(self) -> bytes | None:
        """The next line, once it is there."""
        end = self._buffer.find(_END)
        self._overhead += len(_END) + end if end >= 0 else 0
        if max(self._overhead, len(self._buffer) if end < 0 else 0) > _MAX_HEAD:
            raise Malformed("malformed HTTP response: too much around the body")
        if end < 0:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + len(_END)]
        return line

    def _head(self) -> bool | None:
        end = self._buffer.find(_END * 2)
        if self._overhead + (len(self._buffer) if end < 0 else end) > _MAX_HEAD:
            raise Malformed("malformed HTTP response: its head is too long")
        if end < 0:
            return False
        self._overhead += end + 4
        first, *lines = bytes(self._buffer[:end]).split(_END)
        del self._buffer[: end + 4]
        version, _, rest = first.partition(b" ")
        status = rest[:3]
        if version not in (b"HTTP/1.0", b"HTTP/1.1") or not (len(status) == 3 and status.isdigit()):
            raise Malformed("malformed HTTP response")
        if status.startswith(b"1") and status != b"101":
            return None  # RFC 9110 section 15.2: the true one follows
        self.status = status.decode()
        self._frame(version, _fields(lines))
        self._overhead = 0
        return None

    def _frame(self, version: bytes, fields: dict[bytes, list[bytes]]) -> None:
        """Learn where the body ends (RFC 9112 section 6.3)."""
        codings, lengths = fields.get(b"transfer-encoding", []), fields.get(b"content-length", [])
        options = {option.strip().lower() for value in fields.get(b"connection", []) for option in value.split(b",")}
        self.stays = version == b"HTTP/1.1" and b"close" not in options
        self._read = self._whole
        if self.status in ("204", "304"):
            self._left = 0
        elif codings:
            if lengths or [coding.lower() for coding in codings] != [b"chunked"]:
                raise Malformed("malformed HTTP response: its length is not certain")
            self._read = self._size
        elif lengths:
            self._left = _number(lengths, 10)
        else:
            self._left, self.stays = None, False

    def _whole(self) -> bool:
        if max(len(self._buffer), self._left or 0) > MAX_BODY:
            raise Malformed("response too large")
        if self._left is None:
            self.body[:] = self._buffer
            return False
        if len(self._buffer) < self._left:
            return False
        self.stays = self.stays and len(self._buffer) == self._left
        self.body[:] = self._buffer[: self._left]
        return True

    def _size(self) -> bool | None:
        line = self._line()
        if line is None:
            return False
        self._left = _number([line.partition(b";")[0].strip()], 16)
        if len(self.body) + self._left > MAX_BODY:
            raise Malformed("response too large")
        self._read = self._chunk if self._left else self._trailer
        return None

    def _chunk(self) -> bool | None:
        left = self._left or 0
        if len(self._buffer) < left + len(_END):
            return False
        if self._buffer[left : left + len(_END)] != _END:
            raise Malformed("malformed HTTP response: a chunk does not end")
        self.body += self._buffer[:left]
        del self._buffer[: left + len(_END)]
        self._read = self._size
        return None

    def _trailer(self) -> bool:
        while line := self._line():
            pass
        if line is None:
            return False
        self.stays = self.stays and not self._buffer
        return True


def _fields(lines: list[bytes]) -> dict[bytes, list[bytes]]:
    fields: dict[bytes, list[bytes]] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not name or name != name.strip():
            raise Malformed("malformed HTTP response: a field is none")
        fields.setdefault(name.lower(), []).append(value.strip())
    return fields


def _number(texts: list[bytes], base: int) -> int:
    """A length that all of `texts` agree on."""
    digits = b"0123456789abcdefABCDEF" if base == 16 else b"0123456789"
    if len(set(texts)) != 1 or not 0 < len(texts[0]) <= 8 or texts[0].strip(digits):
        raise Malformed("malformed HTTP response: a length is none")
    return int(texts[0], base)


class PlainChannel(asyncio.Protocol):
    """The connection; it takes over a `transport` that stands, and is used as `http2.Channel` is."""

    def __init__(
        self,
        opened: float,
        transport: asyncio.Transport,
        ended: Callable[[PlainChannel, Stream, str], None],
        lost: Callable[[PlainChannel, Exception | None], None],
    ) -> None:
        self.opened = self.used = opened
        self.again = False  # whether it has answered before
        self.closing = transport.is_closing()
        self.streams: dict[int, Stream] = {}
        self._ended = ended
        self._lost = lost
        self._response = Response()
        self._transport = transport
        transport.set_protocol(self)

    @property
    def free(self) -> bool:
        """Whether it takes a request: one at a time."""
        return not self.closing and not self.streams

    def ask(self, flight: Flight, method: str, authority: str) -> None:
        """Send a query; its ID is 0, so that caches on the way can serve it (RFC 8484 section 4.1)."""
        query = b"\0\0" + flight.question.tail
        head = [f"Host: {authority}", f"Accept: {MEDIA_TYPE}"]
        if method == "GET":
            text = base64.urlsafe_b64encode(query).rstrip(b"=").decode()
            head.insert(0, f"GET {PATH}?dns={text} HTTP/1.1")
            query = b""
        else:
            head.insert(0, f"POST {PATH} HTTP/1.1")
            head += [f"Content-Type: {MEDIA_TYPE}", f"Content-Length: {len(query)}"]
        self.streams[0] = Stream(flight)
        flight.carrier = (self, 0)
        self._response = Response()
        self._transport.write("\r\n".join([*head, "", ""]).encode("ascii") + query)

    def data_received(self, data: bytes) -> None:
        """Take what the server sent; what nobody asked for ends the connection."""
        try:
            if not self.streams:
                self.close()
            elif self._response.feed(data):
                self._end("")
        except Malformed as error:
            self._end(f"net/http: {error}")

    def _end(self, error: str) -> None:
        stream = self.streams.pop(0, None)
        if error or not self._response.stays:
            self.close()
        if stream is not None:
            stream.status, stream.body = self._response.status, self._response.body
            self._ended(self, stream, error)

    def cancel(self, number: int) -> None:
        """Want no more of a response: over HTTP/1.1 that ends the connection."""
        if self.streams.pop(number, None) is not None:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, by either side's doing; to some responses that is their end."""
        self.closing = True
        if exc is None and self.streams and self._response.ends():
            self._end("")
        self._lost(self, exc)

    def close(self) -> None:
        """Close at once; nothing is waited for."""
        self.closing = True
        self._transport.abort()
