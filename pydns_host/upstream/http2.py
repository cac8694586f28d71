"""One HTTP/2 connection to a DNS over HTTPS server (RFC 8484): requests out, whole responses back, many at a time.

Which connection a query takes, and what its answer says, is `https`'s business. Imported only where the extra is.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable
from typing import cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import H2Error

from pydns_host.upstream.flights import Flight

PATH = "/dns-query"
MAX_STREAMS = 100  # of one connection, or fewer if the server says so
MEDIA_TYPE = "application/dns-message"
MAX_BODY = 65535


class Stream:
    """One request on its way, and what has come back of its response."""

    __slots__ = ("body", "flight", "status")

    def __init__(self, flight: Flight) -> None:
        self.flight = flight
        self.status = ""
        self.body = bytearray()


class Channel(asyncio.Protocol):
    """The connection; `ended(stream, error)` is called for each request, `lost(channel, error)` once at the end."""

    def __init__(
        self,
        opened: float,
        ended: Callable[[Channel, Stream, str], None],
        lost: Callable[[Channel, Exception | None], None],
    ) -> None:
        self.opened = opened
        self.used = opened
        self.again = False  # whether it has answered before
        self.closing = False
        self.streams: dict[int, Stream] = {}
        self.speaks_h2 = False
        self._ended = ended
        self._lost = lost
        self._most = MAX_STREAMS
        self._transport: asyncio.Transport | None = None
        self._h2 = H2Connection(H2Configuration(client_side=True, header_encoding=None))

    @property
    def free(self) -> bool:
        """Whether it takes another request."""
        return not self.closing and len(self.streams) < self._most

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TLS stands; HTTP/2 begins if that was agreed on."""
        self._transport = cast(asyncio.Transport, transport)
        agreed: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        self.speaks_h2 = agreed is not None and agreed.selected_alpn_protocol() == "h2"
        if self.speaks_h2:
            self._h2.initiate_connection()
            self._flush()

    def hand_over(self) -> asyncio.Transport:
        """The connection, for another protocol, where HTTP/2 was not agreed on."""
        transport, self._transport = self._transport, None
        assert transport is not None  # it was connected
        return transport

    def ask(self, flight: Flight, method: str, authority: str) -> None:
        """Send a query; its ID is 0, so that caches on the way can serve it (RFC 8484 section 4.1)."""
        query = b"\0\0" + flight.question.tail
        headers = [(":method", method), (":scheme", "https"), (":authority", authority)]
        if method == "GET":
            text = base64.urlsafe_b64encode(query).rstrip(b"=").decode()
            headers += [(":path", f"{PATH}?dns={text}"), ("accept", MEDIA_TYPE)]
        else:
            headers += [(":path", PATH), ("accept", MEDIA_TYPE), ("content-type", MEDIA_TYPE)]
            headers += [("content-length", str(len(query)))]
        stream = Stream(flight)
        number = self._h2.get_next_available_stream_id()
        self.streams[number] = stream
        flight.carrier = (self, number)
        try:
            self._h2.send_headers(number, headers, end_stream=method == "GET")
            if method != "GET":
                self._h2.send_data(number, query, end_stream=True)
        except H2Error as error:
            self._end(number, f"http2: {error}")
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Take what the server sent; what is no HTTP/2 ends the connection."""
        try:
            for event in self._h2.receive_data(data):
                self._take(event)
        except H2Error as error:
            self.fail(f"http2: {error}")
        self._flush()

    def _take(self, event: Event) -> None:
        if isinstance(event, DataReceived):
            self._more(event)
        elif isinstance(event, ResponseReceived):
            stream = self.streams.get(event.stream_id or 0)
            if stream is not None:
                stream.status = dict(event.headers or ()).get(b":status", b"").decode("ascii", "replace")
        elif isinstance(event, StreamEnded):
            self._end(event.stream_id or 0, "")
        elif isinstance(event, StreamReset):
            self._end(event.stream_id or 0, f"http2: stream reset: {event.error_code}")
        elif isinstance(event, ConnectionTerminated):
            self.closing = True  # what is under way may still end well (RFC 9113 section 6.8)
        elif isinstance(event, RemoteSettingsChanged):
            self._most = min(MAX_STREAMS, self._h2.remote_settings.max_concurrent_streams)

    def _more(self, event: DataReceived) -> None:
        number = event.stream_id or 0
        self._h2.acknowledge_received_data(event.flow_controlled_length or 0, number)
        stream = self.streams.get(number)
        if stream is not None:
            stream.body += event.data or b""
            if len(stream.body) > MAX_BODY:
                self.cancel(number)
                self._ended(self, stream, "http2: response too large")

    def _end(self, number: int, error: str) -> None:
        stream = self.streams.pop(number, None)
        if stream is not None:
            self._ended(self, stream, error)

    def cancel(self, number: int) -> None:
        """Want no more of a response."""
        if self.streams.pop(number, None) is not None:
            try:
                self._h2.reset_stream(number)
            except H2Error:
                self.closing = True
            self._flush()

    def fail(self, error: str) -> None:
        """End the connection and all that is on it."""
        for number in list(self.streams):
            self._end(number, error)
        self.close()

    def _flush(self) -> None:
        if self._transport is not None and (octets := self._h2.data_to_send()):
            self._transport.write(octets)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, by either side's doing."""
        self.closing = True
        self._lost(self, exc)

    def close(self) -> None:
        """Close at once; nothing is waited for."""
        self.closing = True
        if self._transport is not None:
            self._transport.abort()
