"""UDP to an upstream: sockets, ports, IDs, sharing and bounds."""

from __future__ import annotations

import asyncio
import errno
import socket

import pytest

from pydns_host.message import Edns, Request
from pydns_host.question import Question
from pydns_host.response import Response
from pydns_host.testing import request
from pydns_host.upstream import Address, Endpoint, UpstreamError
from pydns_host.upstream.flights import sharing_key
from pydns_host.upstream.ids import Ids
from pydns_host.upstream.udp import UdpTransport
from tests.pydns_host.upstream.liar import Liar, truth
from tests.pydns_host.upstream.world import World, until

QUERY = request("www.example.org")


def udp_of(endpoint: Endpoint) -> UdpTransport:
    """The transport inside, to make its bounds small."""
    assert endpoint._udp is not None
    return endpoint._udp


async def together(endpoint: Endpoint, *queries: Request) -> list[Response | BaseException]:
    """All asked at once."""
    return await asyncio.gather(*(_ask(endpoint, query) for query in queries), return_exceptions=True)


async def _ask(endpoint: Endpoint, query: Request) -> Response:
    return await endpoint.exchange(query, "udp")


def test_a_closed_port_is_told_at_once() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar:
            await liar.stop()
            async with world.endpoint(liar.address) as endpoint:
                text = rf"^read udp 127.0.0.1:\d+->{liar.address}: read: connection refused$"
                with pytest.raises(UpstreamError, match=text):
                    await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_the_query_goes_as_it_came_but_for_its_id() -> None:
    async def scene() -> None:
        query = request("wWw.example.org", "AAAA", edns=Edns(1232, do=True, options=b"\0\x0a\0\x08abcdefgh"))
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            await endpoint.exchange(query, "udp")
        assert liar.heard[0][1][2:] == query.wire[2:]

    asyncio.run(scene())


def test_queries_side_by_side_have_ports_and_ids_of_their_own() -> None:
    async def scene() -> None:
        queries = [request(f"w{number}.example.org") for number in range(20)]
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            await together(endpoint, *queries)
        assert len(set(liar.peers)) == 20
        assert len({query[:2] for _, query in liar.heard}) > 15

    asyncio.run(scene())


def test_a_socket_is_used_again_until_it_is_ten_seconds_old() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address, expire=60.0) as endpoint:
            for seconds in (0, 9.0, 1.5):
                world.bench.clock.advance(seconds)
                await endpoint.exchange(QUERY, "udp")
        first, second, third = liar.peers
        assert first == second != third

    asyncio.run(scene())


def test_with_expire_0_no_socket_is_used_again() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address, expire=0.0) as endpoint:
            await endpoint.exchange(QUERY, "udp")
            await endpoint.exchange(QUERY, "udp")
        assert world.counted("coredns_proxy_conn_cache_misses_total") == 2

    asyncio.run(scene())


def test_no_more_sockets_are_kept_than_max_idle() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address, max_idle=1) as endpoint:
            await together(endpoint, *(request(f"w{number}.example.org") for number in range(5)))
            assert len(udp_of(endpoint)._lines) == 1

    asyncio.run(scene())


def test_the_socket_of_a_query_that_was_not_answered_is_given_up() -> None:
    async def scene() -> None:
        world = World()
        async with Liar(lambda query: []) as liar, world.endpoint(liar.address) as endpoint:
            asked = asyncio.ensure_future(_ask(endpoint, QUERY))
            await liar.asked.wait()
            world.pass_time(2.1)
            with pytest.raises(UpstreamError):
                await asked
            liar.say = lambda query: [truth(query)]
            await endpoint.exchange(QUERY, "udp")
        assert liar.peers[0] != liar.peers[1]

    asyncio.run(scene())


def test_with_all_sockets_busy_queries_share_one_and_each_gets_its_answer() -> None:
    async def scene() -> None:
        async with Liar(lambda query: []) as liar, World().endpoint(liar.address) as endpoint:
            udp_of(endpoint)._most = 1
            queries = [request(f"w{number}.example.org") for number in range(3)]
            asked = asyncio.ensure_future(together(endpoint, *queries))
            await until(lambda: len(liar.heard) == 3)
            for number, (_, query) in enumerate(liar.heard):
                liar.send(truth(query, bytes([10, 0, 0, number])), liar.peers[number])
            answers = [one.answer[0].rdata[3] for one in await asked if isinstance(one, Response)]
        assert len(set(liar.peers)) == 1
        assert answers == [0, 1, 2]

    asyncio.run(scene())


def test_out_of_descriptors_a_socket_in_use_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*args: int) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            first = endpoint.exchange(QUERY, "udp")
            with monkeypatch.context() as patch:
                patch.setattr("pydns_host.upstream.udp.socket.socket", none_left)
                second = endpoint.exchange(request("other.example.org"), "udp")
            assert await first
            assert await second
        assert liar.peers[0] == liar.peers[1]

    asyncio.run(scene())


def test_out_of_descriptors_without_any_socket_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*args: int) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    async def scene() -> None:
        world = World()
        async with world.endpoint(Address("127.0.0.1", 9)) as endpoint:
            monkeypatch.setattr("pydns_host.upstream.udp.socket.socket", none_left)
            with pytest.raises(UpstreamError, match=r"^dial udp 127.0.0.1:9: socket: too many open files$"):
                await endpoint.exchange(QUERY, "udp")
        assert world.counted("coredns_proxy_conn_cache_misses_total") == 1

    asyncio.run(scene())


def test_a_source_address_is_used() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address, source="127.0.0.9") as endpoint:
            await endpoint.exchange(QUERY, "udp")
            await until(lambda: liar.peers)
            line = next(iter(udp_of(endpoint)._lines))
            assert line.sock.getsockname()[0] == "127.0.0.9"

    asyncio.run(scene())


def test_a_source_address_of_another_machine_is_an_error() -> None:
    async def scene() -> None:
        async with World().endpoint(Address("127.0.0.1", 9), source="192.0.2.1") as endpoint:
            text = r"^dial udp 192.0.2.1:0->127.0.0.1:9: bind: cannot assign requested address$"
            with pytest.raises(UpstreamError, match=text):
                await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_identical_questions_share_one_query() -> None:
    async def scene() -> None:
        world = World()
        spellings = [request(name) for name in ("www.example.org", "WWW.example.org", "www.EXAMPLE.org")]
        async with Liar() as liar, world.endpoint(liar.address) as endpoint:
            answers = await together(endpoint, *spellings * 10)
        assert all(isinstance(answer, Response) and answer.counts == (1, 0, 0) for answer in answers)
        assert len(liar.heard) == 1
        assert world.counted("pydns_upstream_shared_total") == 29

    asyncio.run(scene())


DIFFERENT = {
    "name": QUERY.replace(name=request("other.example.org").name),
    "type": QUERY.replace(type=28),
    "class": QUERY.replace(rclass=3),
    "CD": QUERY.replace(flags=0x0110),
    "no RD": QUERY.replace(flags=0),
    "EDNS": QUERY.replace(edns=Edns(1232)),
    "payload": QUERY.replace(edns=Edns(512)),
    "DO": QUERY.replace(edns=Edns(1232, do=True)),
    "ECS": QUERY.replace(edns=Edns(1232, options=b"\0\x08\0\7\0\1\x18\0\x0a\1\2")),
    "type 65, whose octet is a letter": QUERY.replace(type=0x41),
    "type 97, the same letter but small": QUERY.replace(type=0x61),
}


def test_questions_that_differ_share_nothing() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            await together(endpoint, QUERY, *DIFFERENT.values())
        assert len(liar.heard) == 1 + len(DIFFERENT)

    asyncio.run(scene())


def test_only_the_name_loses_its_case_for_sharing() -> None:
    options = b"\0\x0a\0\x08ABCDEFGH"
    upper = Question(b"\1A\0", 0x41, edns=Edns(1232, options=options))
    assert sharing_key(upper) == Question(b"\1a\0", 0x41, edns=Edns(1232, options=options)).tail


def test_a_failure_is_shared_too_and_the_next_query_asks_anew() -> None:
    async def scene() -> None:
        world = World()
        async with Liar(lambda query: []) as liar, world.endpoint(liar.address) as endpoint:
            asked = asyncio.ensure_future(together(endpoint, QUERY, QUERY))
            await liar.asked.wait()
            world.pass_time(2.1)
            assert [type(one) for one in await asked] == [UpstreamError] * 2
            liar.say = lambda query: [truth(query)]
            assert await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_beyond_the_bound_of_those_in_flight_a_query_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address) as endpoint:
            monkeypatch.setattr(udp_of(endpoint), "limit", 2)
            answers = await together(endpoint, *(request(f"w{number}.example.org") for number in range(4)))
        assert [isinstance(answer, Response) for answer in answers] == [True, True, False, False]
        assert world.counted("pydns_upstream_refused_total") == 2

    asyncio.run(scene())


def test_closing_fails_what_is_in_flight_and_leaves_no_socket() -> None:
    async def scene() -> None:
        async with Liar(lambda query: []) as liar, World().endpoint(liar.address) as endpoint:
            asked = asyncio.ensure_future(_ask(endpoint, QUERY))
            await liar.asked.wait()
            lines = list(udp_of(endpoint)._lines)
            await endpoint.close()
            with pytest.raises(UpstreamError, match="proxy: transport stopped"):
                await asked
            assert [line.sock.fileno() for line in lines] == [-1]
            with pytest.raises(UpstreamError, match="proxy: transport stopped"):
                await endpoint.exchange(QUERY, "udp")

    asyncio.run(scene())


def test_ids_are_the_octets_of_the_random_source_two_at_a_time() -> None:
    asked: list[int] = []

    def random(count: int) -> bytes:
        asked.append(count)
        return bytes(octet % 251 for octet in range(count))

    ids = Ids(random)
    taken = {ids.take() for _ in range(asked[0] // 2 if asked else 2048)}
    assert taken <= {bytes([octet % 251, (octet + 1) % 251]) for octet in range(0, 4096, 2)}
    assert len(asked) == 1
    ids.take()
    assert len(asked) == 2


def test_the_duration_of_a_query_is_observed_by_upstream_and_rcode() -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address) as endpoint:
            await endpoint.exchange(QUERY, "udp")
            await endpoint.exchange(QUERY, "udp")
        family = world.bench.metrics.families["coredns_proxy_request_duration_seconds"]
        counts, total = family.values[("forward", str(liar.address), "NOERROR")]  # type: ignore[attr-defined]
        assert (sum(counts), total) == (2, [0.0])

    asyncio.run(scene())
