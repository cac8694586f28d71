"""DNS over HTTPS: requests as RFC 8484 has them, connections, and servers that misbehave."""

from __future__ import annotations

import asyncio
import base64
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset, WindowUpdated

from pydns_host.errors import StartError
from pydns_host.testing import request
from pydns_host.upstream import Address, Endpoint, UpstreamError
from pydns_host.upstream.tls import client_context
from tests.pydns_host.upstream.certificates import authority_file, server_context
from tests.pydns_host.upstream.liar import LIES, Liar, truth
from tests.pydns_host.upstream.world import World, until

QUERY = request("www.example.org")
Asked = tuple[dict[str, str], bytes]


class Server(asyncio.Protocol):
    """An HTTP/2 server; `heard` has headers and body of each request, `answer` makes status and body."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self.requests: dict[int, Asked] = {}
        self.flooded = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.site.connections.append(self)
        self.h2.initiate_connection()
        self.transport.write(self.h2.data_to_send())

    def data_received(self, data: bytes) -> None:
        for event in self.h2.receive_data(data):
            if isinstance(event, RequestReceived):
                headers = {str(name): str(value) for name, value in event.headers or ()}
                self.requests[event.stream_id or 0] = (headers, b"")
            elif isinstance(event, DataReceived):
                headers, body = self.requests[event.stream_id or 0]
                self.requests[event.stream_id or 0] = (headers, body + (event.data or b""))
            elif isinstance(event, WindowUpdated) and self.flooded:
                self.flood(self.flooded)
            elif isinstance(event, StreamReset):
                self.flooded = 0
            elif isinstance(event, StreamEnded):
                self.site.heard.append(self.requests[event.stream_id or 0])
                self.site.answer(self, event.stream_id or 0)
        self.transport.write(self.h2.data_to_send())

    def flood(self, number: int) -> None:
        """Send octets without end, as many as the client takes."""
        self.flooded = number
        while room := min(16384, self.h2.local_flow_control_window(number)):
            self.h2.send_data(number, bytes(room))
        self.transport.write(self.h2.data_to_send())

    def reply(self, number: int, status: int, body: bytes) -> None:
        """Send one response."""
        self.h2.send_headers(number, [(":status", str(status)), ("content-type", "application/dns-message")])
        self.h2.send_data(number, body[:16384], end_stream=len(body) <= 16384)
        for offset in range(16384, len(body), 16384):
            self.h2.send_data(number, body[offset : offset + 16384], end_stream=offset + 16384 >= len(body))
        self.transport.write(self.h2.data_to_send())


class Site:
    """What a server knows over all of its connections."""

    def __init__(self, answer: Callable[[Server, int], None] | None = None) -> None:
        self.heard: list[Asked] = []
        self.connections: list[Server] = []
        self.address = Address("127.0.0.1", 0)
        self.answer = answer or (lambda server, number: server.reply(number, 200, truth(self.query())))

    def query(self, index: int = -1) -> bytes:
        """The DNS message of a request."""
        headers, body = self.heard[index]
        _, _, text = headers[":path"].partition("?dns=")
        return body or base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def authority(tmp_path: Path) -> str:
    return authority_file(tmp_path)


@asynccontextmanager
async def serving(site: Site, authority: str, **settings: Any) -> AsyncIterator[tuple[Endpoint, World]]:
    """An endpoint that asks a site, and the world around it."""
    world = World()
    loop = asyncio.get_running_loop()
    context = server_context("127.0.0.1", "dns.example", alpn="h2")
    server = await loop.create_server(lambda: Server(site), "127.0.0.1", 0, ssl=context)
    site.address = Address("127.0.0.1", server.sockets[0].getsockname()[1])
    tls = client_context(authorities=authority, alpn=["h2"])
    async with server, world.endpoint(site.address, "https", tls=tls, **settings) as endpoint:
        yield endpoint, world
        for connection in site.connections:
            connection.transport.abort()


async def _ask(endpoint: Endpoint, name: str) -> object:
    return await endpoint.exchange(request(name), "udp")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_query_is_a_request_as_the_standard_has_it(authority: str, method: str) -> None:
    async def scene() -> None:
        site = Site()
        async with serving(site, authority, doh_method=method) as (endpoint, _):
            assert (await endpoint.exchange(QUERY, "udp")).counts == (1, 0, 0)
        headers, _ = site.heard[0]
        assert headers[":method"] == method
        assert headers[":authority"] == str(site.address)
        assert headers["accept"] == "application/dns-message"
        assert site.query() == b"\0\0" + QUERY.wire[2:]

    asyncio.run(scene())


def test_the_server_name_is_asked_for_when_there_is_one(authority: str) -> None:
    async def scene() -> None:
        site = Site()
        async with serving(site, authority, servername="dns.example") as (endpoint, _):
            await endpoint.exchange(QUERY, "udp")
        assert site.heard[0][0][":authority"] == "dns.example"

    asyncio.run(scene())


def test_many_queries_share_one_connection(authority: str) -> None:
    async def scene() -> None:
        site = Site()
        async with serving(site, authority) as (endpoint, world):
            await asyncio.gather(*(_ask(endpoint, f"w{number}.example.org") for number in range(50)))
            await _ask(endpoint, "late.example.org")
        assert len(site.heard) == 51
        assert len(site.connections) == 1
        assert not world.bench.counted("coredns_proxy_conn_cache_misses_total"), "as in the reference"

    asyncio.run(scene())


def test_answers_may_come_in_any_order(authority: str) -> None:
    def hold_the_first(server: Server, number: int) -> None:
        if len(server.site.heard) == 2:
            server.reply(3, 200, truth(server.site.query(1)))
            server.reply(1, 200, truth(server.site.query(0)))

    async def scene() -> None:
        async with serving(Site(hold_the_first), authority) as (endpoint, _):
            await asyncio.gather(_ask(endpoint, "one.example"), _ask(endpoint, "two.example"))

    asyncio.run(scene())


@pytest.mark.parametrize("lie", [lie for lie in LIES if lie != "another ID"])
def test_a_lie_is_counted_and_fails_at_once_since_nothing_better_can_come(authority: str, lie: str) -> None:
    reason, told = LIES[lie]

    async def scene() -> None:
        site = Site(lambda server, number: server.reply(number, 200, told(truth(server.site.query()))))
        async with serving(site, authority) as (endpoint, world):
            with pytest.raises(UpstreamError, match="no answer to the question"):
                await endpoint.exchange(QUERY, "udp")
        assert world.ignored() == {reason: 1}

    asyncio.run(scene())


def test_a_status_other_than_200_is_an_error(authority: str) -> None:
    async def scene() -> None:
        site = Site(lambda server, number: server.reply(number, 503, b"not now"))
        async with serving(site, authority) as (endpoint, _):
            with pytest.raises(UpstreamError, match="unexpected HTTP status 503"):
                await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_a_response_larger_than_a_message_is_given_up(authority: str) -> None:
    def flood(server: Server, number: int) -> None:
        server.h2.send_headers(number, [(":status", "200")])
        server.flood(number)

    async def scene() -> None:
        async with serving(Site(flood), authority) as (endpoint, _):
            with pytest.raises(UpstreamError, match="http2: response too large"):
                await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_silence_ends_with_the_deadline(authority: str) -> None:
    async def scene() -> None:
        site = Site(lambda server, number: None)
        async with serving(site, authority) as (endpoint, world):
            asked = asyncio.ensure_future(endpoint.exchange(QUERY, "udp"))
            await until(lambda: site.heard)
            world.pass_time(2.1)
            text = rf'^Post "https://{site.address}/dns-query": context deadline exceeded \('
            with pytest.raises(UpstreamError, match=text):
                await asked
            site.answer = lambda server, number: server.reply(number, 200, truth(site.query()))
            await endpoint.exchange(QUERY, "udp")
        assert len(site.connections) == 1

    asyncio.run(scene())


def test_a_connection_that_the_server_closed_costs_no_query(authority: str) -> None:
    async def scene() -> None:
        site = Site()
        async with serving(site, authority) as (endpoint, _):
            await endpoint.exchange(QUERY, "udp")
            answer, site.answer = site.answer, lambda server, number: server.transport.abort()
            asked = asyncio.ensure_future(endpoint.exchange(QUERY, "udp"))
            await until(lambda: len(site.heard) == 2)
            site.answer = answer
            assert await asked
        assert len(site.connections) == 2

    asyncio.run(scene())


def test_a_server_that_goes_away_is_asked_over_a_new_connection(authority: str) -> None:
    async def scene() -> None:
        site = Site()
        async with serving(site, authority) as (endpoint, _):
            await endpoint.exchange(QUERY, "udp")
            first = site.connections[0]
            first.h2.close_connection()
            first.transport.write(first.h2.data_to_send())
            await until(lambda: not endpoint._stream._channels[0].free)  # type: ignore[attr-defined]
            await endpoint.exchange(QUERY, "udp")
        assert len(site.connections) == 2

    asyncio.run(scene())


def test_what_is_no_http_2_ends_the_connection_with_an_error(authority: str) -> None:
    async def scene() -> None:
        site = Site(lambda server, number: server.transport.write(b"\0\0\x08\x06\0\0\0\0\1" + bytes(8)))
        async with serving(site, authority) as (endpoint, _):
            with pytest.raises(UpstreamError, match=r'^Post "https://127.0.0.1:[0-9]+/dns-query": http2: '):
                await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_health_is_checked_over_https_too(authority: str) -> None:
    async def scene() -> None:
        site = Site(lambda server, number: server.reply(number, 200, truth(site.query())[:12]))
        async with serving(site, authority) as (endpoint, _):
            endpoint.check()
            await until(lambda: site.heard)
            await until(lambda: endpoint._health._task is None)
            assert endpoint.fails == 0
        assert site.query()[12:] == b"\0\0\2\0\1"

    asyncio.run(scene())


def test_without_the_extra_the_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydns_host.upstream.http2", None)

    async def scene() -> None:
        async with Liar() as liar:
            with pytest.raises(StartError, match=r"pip install 'pydns-host\[https\]'"):
                async with World().endpoint(liar.address, "https"):
                    pass

    asyncio.run(scene())
