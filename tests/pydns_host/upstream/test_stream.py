"""TCP to an upstream: connections used again, ends of them, bounds."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

import pytest

from pydns_host.testing import request
from pydns_host.upstream import Address, Endpoint, UpstreamError
from pydns_host.upstream.stream import StreamTransport
from tests.pydns_host.upstream.liar import Liar, truth
from tests.pydns_host.upstream.world import World, until

QUERY = request("www.example.org")
OTHER = request("other.example.org")


def stream_of(endpoint: Endpoint) -> StreamTransport:
    """The transport inside, to see its connections."""
    return cast(StreamTransport, endpoint._stream)


def test_a_connection_is_used_again() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address) as endpoint:
            for query in (QUERY, OTHER, QUERY):
                await endpoint.exchange(query, "tcp")
        assert len(set(liar.peers)) == 1
        assert world.counted("coredns_proxy_conn_cache_misses_total") == 1
        assert world.counted("coredns_proxy_conn_cache_hits_total") == 2

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("settings", "pauses", "connections"),
    [
        ({"expire": 10.0}, [9.0, 9.0, 9.0], 1),
        ({"expire": 10.0}, [9.0, 11.0], 2),
        ({"expire": 0.0}, [0.1, 0.1], 3),
        ({"expire": 10.0, "max_age": 20.0}, [9.0, 9.0, 9.0], 2),
        ({"expire": 60.0, "max_age": 60.0}, [50.0, 50.0], 2),
    ],
    ids=["in use", "idle for too long", "never kept", "too old", "too old between"],
)
def test_a_connection_is_given_up_by_idleness_and_age(
    settings: dict[str, Any], pauses: list[float], connections: int
) -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address, **settings) as endpoint:
            await endpoint.exchange(QUERY, "tcp")
            for pause in pauses:
                world.bench.clock.advance(pause)
                await endpoint.exchange(QUERY, "tcp")
        assert len(set(liar.peers)) == connections

    asyncio.run(scene())


def test_no_more_connections_are_kept_than_max_idle() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address, max_idle=1) as endpoint:
            await asyncio.gather(*(_ask(endpoint, f"w{number}.example.org") for number in range(4)))
            await until(lambda: len(stream_of(endpoint)._open) == 1)
        assert len(set(liar.peers)) == 4

    asyncio.run(scene())


async def _ask(endpoint: Endpoint, name: str) -> object:
    return await endpoint.exchange(request(name), "tcp")


def test_a_connection_closed_while_idle_costs_no_query() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, "tcp")
            liar.say = lambda query: None if len(liar.heard) == 2 else [truth(query)]
            assert await endpoint.exchange(QUERY, "tcp")
        assert len(liar.heard) == 3

    asyncio.run(scene())


def test_a_connection_whose_end_was_seen_is_not_taken_for_one_that_is_open() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, "tcp")
            liar.hang_up()
            await until(lambda: not stream_of(endpoint)._open)
            await endpoint.exchange(QUERY, "tcp")
        assert world.counted("coredns_proxy_conn_cache_misses_total") == 2
        assert world.counted("coredns_proxy_conn_cache_hits_total") == 0

    asyncio.run(scene())


def test_a_new_connection_that_is_closed_is_an_error() -> None:
    async def scene() -> None:
        async with Liar(lambda query: None) as liar, World().endpoint(liar.address) as endpoint:
            with pytest.raises(UpstreamError, match=r"^EOF$"):
                await endpoint.exchange(QUERY, "tcp")

    asyncio.run(scene())


async def _serve(answer: list[bytes]) -> tuple[asyncio.Server, Address]:
    """A TCP server that answers anything with these pieces and then closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        query = await reader.read(4096)
        for piece in answer or [_framed(truth(query[2:]))[offset:][:1] for offset in range(47)]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, Address("127.0.0.1", server.sockets[0].getsockname()[1])


def _framed(octets: bytes) -> bytes:
    return len(octets).to_bytes(2, "big") + octets


def test_an_answer_that_ends_midway_is_an_error() -> None:
    async def scene() -> None:
        server, address = await _serve([b"\0\x40", b"abc"])
        async with server, World().endpoint(address) as endpoint:
            with pytest.raises(UpstreamError, match=r"^unexpected EOF$"):
                await endpoint.exchange(QUERY, "tcp")

    asyncio.run(scene())


def test_an_answer_may_come_octet_by_octet() -> None:
    async def scene() -> None:
        server, address = await _serve([])
        async with server, World().endpoint(address) as endpoint:
            assert (await endpoint.exchange(request("w.example"), "tcp")).counts == (1, 0, 0)

    asyncio.run(scene())


def test_a_closed_port_is_told_at_once() -> None:
    async def scene() -> None:
        async with Liar() as liar:
            await liar.stop()
            world = World()
            async with world.endpoint(liar.address) as endpoint:
                text = f"^dial tcp {liar.address}: connect: connection refused$"
                with pytest.raises(UpstreamError, match=text):
                    await endpoint.exchange(QUERY, "tcp")
                assert world.counted("coredns_proxy_conn_cache_misses_total") == 1

    asyncio.run(scene())


def test_an_upstream_that_lets_nobody_in_gives_others_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydns_host.upstream.dial.DIAL_TIMEOUT", 0.01)

    async def scene() -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as first:
            first.connect(full.getsockname())  # nobody accepts: the next one waits in vain
            address = Address(*full.getsockname())
            async with World().endpoint(address) as endpoint:
                with pytest.raises(UpstreamError, match=f"^dial tcp {address}: i/o timeout$"):
                    await endpoint.exchange(QUERY, "tcp")

    asyncio.run(scene())


def test_identical_questions_share_one_connection_and_query() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            await asyncio.gather(*(_ask(endpoint, "www.example.org") for _ in range(9)))
        assert len(liar.heard) == 1

    asyncio.run(scene())


def test_closing_leaves_neither_connection_nor_task() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, "tcp")
            liar.say = lambda query: []
            asked = asyncio.ensure_future(endpoint.exchange(OTHER, "tcp"))
            dialling = asyncio.ensure_future(_ask(endpoint, "third.example.org"))
            await asyncio.sleep(0)
            await endpoint.close()
            for waiting in (asked, dialling):
                with pytest.raises(UpstreamError, match="proxy: transport stopped"):
                    await waiting
            assert not stream_of(endpoint)._open
            assert not stream_of(endpoint)._dialling

    asyncio.run(scene())


def test_a_source_address_is_used() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address, source="127.0.0.9") as endpoint:
            await endpoint.exchange(QUERY, "tcp")
            (connection,) = stream_of(endpoint)._open
            assert connection.local.startswith("127.0.0.9:")

    asyncio.run(scene())
