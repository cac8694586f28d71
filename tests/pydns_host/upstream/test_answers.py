"""What an upstream may say, over UDP and TCP: only the answer to the question asked ends a wait."""

from __future__ import annotations

import asyncio

import pytest

from pydns_host.message import TC
from pydns_host.serving import ListedLogs
from pydns_host.testing import request, rows
from pydns_host.upstream import UpstreamError
from tests.pydns_host.upstream.liar import LIES, Liar, truth
from tests.pydns_host.upstream.world import World, until

QUERY = request("www.Example.org")
both = pytest.mark.parametrize("proto", ["udp", "tcp"])
every_lie = pytest.mark.parametrize("lie", LIES)


@both
def test_a_true_answer_is_taken(proto: str) -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address) as endpoint:
            response = await endpoint.exchange(QUERY, proto)
            assert rows(response.answer) == ["www.example.org. 60 IN A 10.0.0.1"]
            assert [heard for heard, _ in liar.heard] == [proto]

    asyncio.run(scene())


@both
@every_lie
def test_a_lie_is_ignored_and_the_truth_behind_it_taken(lie: str, proto: str) -> None:
    reason, told = LIES[lie]

    async def scene() -> None:
        world = World()
        say = lambda query: [told(truth(query)), truth(query)]  # noqa: E731
        async with Liar(say) as liar, world.endpoint(liar.address) as endpoint:
            response = await endpoint.exchange(QUERY, proto)
        assert response.counts == (1, 0, 0)
        assert world.ignored() == {reason: 1}

    asyncio.run(scene())


@both
@every_lie
def test_a_lie_alone_is_waited_on_until_the_deadline(lie: str, proto: str) -> None:
    _, told = LIES[lie]

    async def scene() -> None:
        world = World()
        async with Liar(lambda query: [told(truth(query))]) as liar, world.endpoint(liar.address) as endpoint:
            asked = asyncio.ensure_future(endpoint.exchange(QUERY, proto))
            await until(world.ignored)
            world.pass_time(1.9)
            await asyncio.sleep(0)
            assert not asked.done()
            world.pass_time(0.2)
            remote = f"127.0.0.1:{liar.address.port}"
            with pytest.raises(UpstreamError, match=rf"^read {proto} 127.0.0.1:\d+->{remote}: i/o timeout$"):
                await asked

    asyncio.run(scene())


@both
def test_silence_ends_with_the_deadline(proto: str) -> None:
    async def scene() -> None:
        world = World()
        async with Liar(lambda query: []) as liar, world.endpoint(liar.address, read_timeout=7.0) as endpoint:
            asked = asyncio.ensure_future(endpoint.exchange(QUERY, proto))
            await liar.asked.wait()
            world.pass_time(7.1)
            with pytest.raises(UpstreamError, match="i/o timeout"):
                await asked

    asyncio.run(scene())


@both
def test_a_repeated_answer_does_not_meet_the_next_query(proto: str) -> None:
    async def scene() -> None:
        world = World()
        async with Liar(lambda query: [truth(query)] * 2) as liar, world.endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, proto)
            await endpoint.exchange(request("other.example.org"), proto)
            await until(lambda: world.ignored() == {"id": 2} or (proto == "udp" and world.ignored() == {"id": 1}))
            assert len(set(liar.peers)) == 1

    asyncio.run(scene())


def test_the_name_may_come_back_in_other_letters() -> None:
    async def scene() -> None:
        world = World()
        say = lambda query: [truth(query).replace(b"Example", b"eXAMPLE")]  # noqa: E731
        async with Liar(say) as liar, world.endpoint(liar.address) as endpoint:
            assert (await endpoint.exchange(QUERY, "udp")).counts == (1, 0, 0)

    asyncio.run(scene())


def test_a_datagram_cut_short_that_says_so_is_an_empty_truncated_answer() -> None:
    async def scene() -> None:
        world = World()
        say = lambda query: [query[:2] + b"\x87" + truth(query)[3:-5]]  # noqa: E731
        async with Liar(say) as liar, world.endpoint(liar.address) as endpoint:
            response = await endpoint.exchange(QUERY, "udp")
        assert response.flags & TC
        assert response.counts == (0, 0, 0)

    asyncio.run(scene())


def test_an_answer_larger_than_the_client_can_take_comes_whole() -> None:
    def say(query: bytes) -> list[bytes]:
        true = truth(query)
        return [true[:6] + (100).to_bytes(2, "big") + true[8:] + true[-16:] * 99]

    async def scene() -> None:
        async with Liar(say) as liar, World().endpoint(liar.address) as endpoint:
            assert (await endpoint.exchange(QUERY, "udp")).counts == (100, 0, 0)

    asyncio.run(scene())


@both
def test_an_answer_to_another_question_is_dumped_where_developers_look(proto: str) -> None:
    async def scene() -> None:
        lines: list[str] = []
        world = World(log=ListedLogs(lines, debug=True).for_plugin("forward"))
        lie = LIES["another name"][1]
        say = lambda query: [lie(truth(query)), truth(query)]  # noqa: E731
        async with Liar(say) as liar, world.endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, proto)
        [told] = [line for line in lines if "Wrong reply" in line]
        assert "www.example.org. 1\ndebug: 000000 " in told

    asyncio.run(scene())
