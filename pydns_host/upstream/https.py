"""DNS over HTTPS to one upstream (RFC 8484): a few HTTP/2 connections, each with many queries, or more of HTTP/1.1.

The protocols themselves are `http2`'s and `http1`'s business; what an answer says is judged elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydns_host.errors import StartError
from pydns_host.tasks import Tasks
from pydns_host.timers import Timer
from pydns_host.upstream.dial import DIAL_TIMEOUT, dial
from pydns_host.upstream.errors import UpstreamError, end_of_file, failed
from pydns_host.upstream.flights import Flight, Means, Transport

if TYPE_CHECKING:
    from pydns_host.upstream.http1 import PlainChannel
    from pydns_host.upstream.http2 import Channel, Stream

    AnyChannel = Channel | PlainChannel

MAX_FLIGHTS = 512
_CLEAN = 10.0  # seconds between looks for idle connections


class HttpsTransport(Transport):
    """Asks one upstream over HTTPS."""

    proto = "https"
    limit = MAX_FLIGHTS

    def __init__(self, means: Means, tasks: Tasks) -> None:
        """Raises `StartError` where the extra is missing."""
        try:
            from pydns_host.upstream.http1 import PlainChannel
            from pydns_host.upstream.http2 import Channel
        except ImportError:
            need = "https:// upstreams need HTTP/2: pip install 'pydns-host[https]'"
            raise StartError(f"plugin/{means.metrics.proxy}: {need}") from None
        super().__init__(means)
        self._tasks = tasks
        self._make_channel = lambda: Channel(self._clock(), self._ended, self._lost)
        self._make_plain: Callable[[asyncio.Transport], PlainChannel] = lambda transport: PlainChannel(
            self._clock(), transport, self._ended, self._lost
        )
        self._channels: list[AnyChannel] = []
        self._waiting: list[Flight] = []
        self._dialling: asyncio.Task[None] | None = None
        self._cleaner: Timer | None = None
        self._authority = means.settings.servername or self.to

    def _launch(self, flight: Flight) -> None:
        self._close_stale()
        channel = next((channel for channel in self._channels if channel.free), None)
        if channel is not None:
            self._ask(channel, flight)
            return
        self._depart(flight, DIAL_TIMEOUT)
        self._waiting.append(flight)
        if self._dialling is None:
            self._dialling = self._tasks.spawn(self._dial(), f"dial {self.to}")

    def _ask(self, channel: AnyChannel, flight: Flight) -> None:
        channel.used = self._clock()
        self._depart(flight)
        channel.ask(flight, self.means.settings.doh_method, self._authority)

    async def _dial(self) -> None:
        """One connection for all that wait for one."""
        error: UpstreamError | None = None
        try:
            dialled = await dial(self.means, self._make_channel)
            channel = dialled if dialled.speaks_h2 else self._make_plain(dialled.hand_over())
            if channel.closing:
                raise end_of_file()
            self._channels.append(channel)
        except UpstreamError as failure:
            error = failure
        self._dialling = None
        waiting, self._waiting = self._waiting, []
        if self._cleaner is None and self._channels:
            self._cleaner = self.means.timers.after(_CLEAN, self._clean)
        for flight in waiting:
            if error is not None:
                self._fail(flight, self._failed(str(error)))
            elif self._flights.get(flight.key) is flight:
                self._ask(channel, flight) if channel.free else self._launch(flight)

    def _ended(self, channel: AnyChannel, stream: Stream, error: str) -> None:
        """A response is whole, or will never be; over HTTPS nothing better can come after a bad one."""
        flight = stream.flight
        channel.again = True
        if error:
            self._fail(flight, self._failed(error))
        elif stream.status != "200":
            self._fail(flight, self._failed(f"unexpected HTTP status {stream.status}"))
        else:
            response = self._verdict(flight, bytes(stream.body))
            if response is None:
                self._fail(flight, self._failed("no answer to the question"))
            else:
                self._land(flight, response)

    def _lost(self, channel: AnyChannel, exc: Exception | None) -> None:
        """A connection ended; one that had been idle may have been closed before the query came: ask elsewhere."""
        if channel in self._channels:
            self._channels.remove(channel)
        streams, channel.streams = list(channel.streams.values()), {}
        for flight in [stream.flight for stream in streams]:
            if self._flights.get(flight.key) is not flight:
                continue
            if channel.again and not self._closed:
                self._launch(flight)
            else:
                known = failed("read", "tcp", ("", self.to), exc) if isinstance(exc, OSError) else end_of_file()
                self._fail(flight, self._failed(str(known)))

    def _abandon(self, flight: Flight) -> UpstreamError:
        if flight.carrier is not None:
            channel, number = flight.carrier
            channel.cancel(number)
        elif flight in self._waiting:
            self._waiting.remove(flight)
        return self._failed("context deadline exceeded (Client.Timeout exceeded while awaiting headers)")

    def _failed(self, text: str) -> UpstreamError:
        """An error as Go's HTTP client words it, but for the query in the URL of a GET."""
        method = self.means.settings.doh_method.capitalize()
        return UpstreamError(f'{method} "https://{self.to}/dns-query": {text}')

    def _close_stale(self) -> None:
        settings, now = self.means.settings, self._clock()
        for channel in list(self._channels):
            old = settings.max_age and now - channel.opened > settings.max_age
            if old or now - channel.used > settings.expire:
                channel.closing = True  # no more queries; what is under way ends
            if channel.closing and not channel.streams:
                self._channels.remove(channel)
                channel.close()

    def _clean(self) -> None:
        self._cleaner = None
        self._close_stale()
        if self._channels:
            self._cleaner = self.means.timers.after(_CLEAN, self._clean)

    async def close(self) -> None:
        """Close every connection; what is in flight fails."""
        await super().close()
        if self._cleaner is not None:
            self._cleaner.cancel()
        if self._dialling is not None:
            self._dialling.cancel()
            await asyncio.gather(self._dialling, return_exceptions=True)
        for channel in self._channels:
            channel.close()
        while self._channels:  # until the loop has closed their sockets
            await asyncio.sleep(0)
