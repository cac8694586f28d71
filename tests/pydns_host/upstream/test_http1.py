"""DNS over HTTPS to servers without HTTP/2: responses of every shape, and connections one query at a time."""

from __future__ import annotations

import asyncio
import base64
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.testing import request
from pydns_host.upstream import Address, Endpoint, UpstreamError
from pydns_host.upstream.http1 import Malformed, Response
from pydns_host.upstream.tls import client_context
from tests.pydns_host.upstream.certificates import authority_file, server_context
from tests.pydns_host.upstream.liar import truth
from tests.pydns_host.upstream.world import World, until

QUERY = request("www.example.org")
SHAPES = {
    "a length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", True),
    "a length said twice": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello", True),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", True),
    "chunks with a trailer": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
        True,
    ),
    "an interim response in front": (
        b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        True,
    ),
    "a connection that closes": (b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 5\r\n\r\nhello", False),
    "an older version": (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", False),
}
MALFORMED = {
    "no HTTP": b"SSH-2.0-x\r\n\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "a field without a colon": b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
    "a folded field": b"HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    "a length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "an unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    "a size that is none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "a chunk without an end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
    "a head without end": b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 4000,
    "interim responses without end": b"HTTP/1.1 100 Continue\r\n\r\n" * 9000,
    "a size without end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 20000,
    "chunks of one octet without end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 9000,
    "a body too large": b"HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n",
    "a chunk too large": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n",
    "a body too large without a length": b"HTTP/1.1 200 OK\r\n\r\n" + bytes(65536),
}


@pytest.mark.parametrize("shape", SHAPES)
@given(cuts=st.lists(st.integers(0, 150), max_size=4))
def test_a_response_is_read_however_it_is_cut(shape: str, cuts: list[int]) -> None:
    octets, stays = SHAPES[shape]
    response, done = Response(), False
    places = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    for begins, ends in itertools.pairwise(places):
        assert not done or begins == ends
        done = done or response.feed(octets[begins:ends])
    assert done
    assert (response.status, bytes(response.body), response.stays) == ("200", b"hello", stays)


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_no_response_or_too_large_is_refused(what: str) -> None:
    with pytest.raises(Malformed):
        Response().feed(MALFORMED[what])


@given(st.binary(max_size=300))
def test_no_octets_do_harm(octets: bytes) -> None:
    response = Response()
    with suppress(Malformed):
        response.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + octets)


def test_without_a_length_the_end_of_the_connection_is_the_end() -> None:
    response = Response()
    assert not response.feed(b"HTTP/1.1 200 OK\r\n\r\nhel")
    assert not response.feed(b"lo")
    assert response.ends()
    assert bytes(response.body) == b"hello"


Answer = Callable[[bytes], bytes]


def _sized(body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


class Site:
    """An HTTP/1.1 server: `answer` makes octets of a query, which end the connection when they are none."""

    def __init__(self, answer: Answer = lambda query: _sized(truth(query))) -> None:
        self.answer = answer
        self.heads: list[str] = []
        self.queries: list[bytes] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.address = Address("127.0.0.1", 0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:-2])
                text = head.split()[1].partition("?dns=")[2]
                body = await reader.readexactly(int(fields.get("Content-Length", 0)))
                self.heads.append(head)
                self.queries.append(body or base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
                octets = self.answer(self.queries[-1])
                writer.write(octets)
                if not octets:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


@asynccontextmanager
async def _serving(site: Site, folder: Path, **settings: Any) -> AsyncIterator[tuple[Endpoint, World]]:
    world = World()
    context = server_context("127.0.0.1", alpn="http/1.1")
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=context)
    site.address = Address("127.0.0.1", server.sockets[0].getsockname()[1])
    tls = client_context(authorities=authority_file(folder), alpn=["h2", "http/1.1"])
    async with server, world.endpoint(site.address, "https", tls=tls, **settings) as endpoint:
        yield endpoint, world
        for writer in site.writers:
            with suppress(AttributeError):  # asyncio of Python 3.11, when it was closed twice
                writer.transport.abort()


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_queries_go_one_after_the_other_over_one_connection(tmp_path: Path, method: str) -> None:
    site = Site()
    async with _serving(site, tmp_path, doh_method=method) as (endpoint, _):
        for _ in range(3):
            assert (await endpoint.exchange(QUERY, "udp")).counts == (1, 0, 0)
    assert len(site.writers) == 1
    assert site.queries == [b"\0\0" + QUERY.wire[2:]] * 3
    assert site.heads[0].startswith(f"{method} /dns-query")
    assert f"Host: {site.address}\r\n" in site.heads[0]


async def test_queries_at_once_take_a_connection_each(tmp_path: Path) -> None:
    site = Site()
    async with _serving(site, tmp_path) as (endpoint, _):
        asked = (endpoint.exchange(request(f"w{number}.example"), "udp") for number in range(5))
        assert [response.counts for response in await asyncio.gather(*asked)] == [(1, 0, 0)] * 5
    assert len(site.queries) == 5


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda query: _sized(b"no", "503 Busy"), "unexpected HTTP status 503"),
        (lambda query: b"nonsense\r\n\r\n", "net/http: malformed HTTP response"),
        (lambda query: _sized(bytes(70000)), "net/http: response too large"),
        (lambda query: _sized(truth(query)[:12]), "no answer to the question"),
        (lambda query: b"", "EOF"),
    ],
    ids=["a status", "no HTTP", "too large", "a lie", "hanging up"],
)
async def test_a_bad_response_is_an_error(tmp_path: Path, answer: Answer, error: str) -> None:
    async with _serving(Site(answer), tmp_path) as (endpoint, _):
        with pytest.raises(UpstreamError, match=error):
            await endpoint.exchange(QUERY, "udp")


async def test_a_connection_that_the_server_closes_is_not_used_again(tmp_path: Path) -> None:
    site = Site(lambda query: _sized(truth(query), more="Connection: close\r\n"))
    async with _serving(site, tmp_path) as (endpoint, _):
        for _ in range(2):
            assert await endpoint.exchange(QUERY, "udp")
    assert len(site.writers) == 2


async def test_silence_ends_with_the_deadline_and_takes_the_connection_with_it(tmp_path: Path) -> None:
    site = Site(lambda query: b"HTTP/1.1 100 Continue\r\n\r\n")
    async with _serving(site, tmp_path) as (endpoint, world):
        asked = asyncio.ensure_future(endpoint.exchange(QUERY, "udp"))
        await until(lambda: site.queries)
        world.pass_time(2.1)
        with pytest.raises(UpstreamError, match="context deadline exceeded"):
            await asked
        site.answer = lambda query: _sized(truth(query))
        assert await endpoint.exchange(QUERY, "udp")
    assert len(site.writers) == 2
