"""One upstream: which way a query takes, and this very process as an upstream."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from pydns_host import drive
from pydns_host.errors import QueryError
from pydns_host.message import Edns, Request, Response
from pydns_host.testing import request
from pydns_host.upstream import Address, UpstreamError
from pydns_host.upstream.endpoint import Endpoint, Unusable
from tests.pydns_host.upstream.liar import Liar
from tests.pydns_host.upstream.world import World, until

QUERY = request("www.example.org")
HERE = Address("127.0.0.1", 5300)
Asking = Coroutine[Any, Any, Response | None]


class Own:
    """Stands for the listeners of this process: each query waits until `release`."""

    def __init__(self, response: Response | None = None) -> None:
        self.asked: list[tuple[Request, str, int]] = []
        self.response = response or Response()
        self.waits: list[drive.Wait[Response | None]] = []

    def __call__(self, request: Request, address: str, port: int) -> Asking | None:
        return self._answer(request, address, port) if port == HERE.port else None

    async def _answer(self, request: Request, address: str, port: int) -> Response | None:
        self.asked.append((request, address, port))
        wait: drive.Wait[Response | None] = drive.Wait()
        self.waits.append(wait)
        return await wait

    def release(self, response: Response | None) -> None:
        """Let all answers out."""
        waits, self.waits = self.waits, []
        for wait in waits:
            wait.set(response)


def test_an_address_of_this_process_is_asked_without_a_socket() -> None:
    async def scene() -> None:
        own = Own()
        async with World(local=own).endpoint(HERE) as endpoint:
            asked = asyncio.ensure_future(endpoint.exchange(QUERY, "udp"))
            await until(lambda: own.waits)
            own.release(own.response)
            assert await asked is own.response
        assert own.asked == [(QUERY, "127.0.0.1", 5300)]

    asyncio.run(scene())


def test_another_address_or_tcp_takes_a_socket() -> None:
    async def scene() -> None:
        own = Own()
        async with Liar() as liar, World(local=own).endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, "udp")
            await endpoint.exchange(QUERY, "tcp")
        assert [proto for proto, _ in liar.heard] == ["udp", "tcp"]

    asyncio.run(scene())


def test_identical_questions_to_this_process_share_one_answer() -> None:
    async def scene() -> None:
        own = Own()
        async with World(local=own).endpoint(HERE) as endpoint:
            asked = [asyncio.ensure_future(endpoint.exchange(QUERY, "udp")) for _ in range(5)]
            await until(lambda: own.waits)
            await asyncio.sleep(0)
            own.release(own.response)
            assert [await one for one in asked] == [own.response] * 5
        assert len(own.asked) == 1

    asyncio.run(scene())


def test_different_questions_to_this_process_share_nothing() -> None:
    async def scene() -> None:
        own = Own()
        queries = [QUERY, QUERY.replace(flags=0), QUERY.replace(edns=Edns(1232)), QUERY.replace(edns=Edns(1232, True))]
        async with World(local=own).endpoint(HERE) as endpoint:
            asked = [asyncio.ensure_future(endpoint.exchange(query, "udp")) for query in queries]
            await until(lambda: len(own.waits) == len(queries))
            own.release(own.response)
            await asyncio.gather(*asked)

    asyncio.run(scene())


def test_silence_of_this_process_is_a_timeout() -> None:
    async def scene() -> None:
        own = Own()
        async with World(local=own).endpoint(HERE) as endpoint:
            asked = [asyncio.ensure_future(endpoint.exchange(QUERY, "udp")) for _ in range(2)]
            await until(lambda: own.waits)
            await asyncio.sleep(0)
            own.release(None)
            for one in asked:
                with pytest.raises(UpstreamError, match=r"^read udp .*->127.0.0.1:5300: i/o timeout$"):
                    await one

    asyncio.run(scene())


def test_a_process_that_forwards_to_itself_ends_with_a_timeout() -> None:
    async def scene() -> None:
        ways: list[Endpoint] = []

        async def answer(query: Request) -> Response | None:
            try:
                return await ways[0].exchange(query, "udp")
            except UpstreamError as error:
                raise QueryError(str(error)) from None

        local = lambda query, address, port: answer(query)  # noqa: E731
        world = World(local=local)
        async with world.endpoint(HERE, read_timeout=0.01) as endpoint:
            ways.append(endpoint)
            with pytest.raises(QueryError, match="i/o timeout"):
                await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_the_leader_of_shared_local_questions_may_be_ended_alone() -> None:
    async def scene() -> None:
        own = Own()
        async with World(local=own).endpoint(HERE) as endpoint:
            leader = asyncio.ensure_future(endpoint.exchange(QUERY, "udp"))
            await until(lambda: own.waits)
            follower = asyncio.ensure_future(endpoint.exchange(QUERY, "udp"))
            await asyncio.sleep(0)
            leader.cancel()
            with pytest.raises(UpstreamError):
                await follower

    asyncio.run(scene())


def test_an_unusable_upstream_fails_with_its_reason() -> None:
    async def scene() -> None:
        upstream = Unusable("10.8.0.1:99999", "dial udp: address 99999: invalid port")
        upstream.check()
        with pytest.raises(UpstreamError, match=r"^dial udp: address 99999: invalid port$"):
            await upstream.exchange(QUERY, "udp")
        await upstream.close()
        assert upstream.fails == 0

    asyncio.run(scene())
