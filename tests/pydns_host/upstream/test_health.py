"""Health checks: one at a time, again until the upstream answers, and none after the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from pydns_host.testing import request
from pydns_host.upstream import Settings, UpstreamError
from pydns_host.upstream.health import MIN_INTERVAL, Health
from tests.pydns_host.upstream.liar import Liar, truth
from tests.pydns_host.upstream.world import World, until


class Probe:
    """Fails so many times, then succeeds; counts how often it was asked."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.asked = 0

    async def __call__(self) -> None:
        self.asked += 1
        if self.asked <= self.failures:
            raise UpstreamError("no")


def health(probe: Probe, told: Callable[[int], None] = lambda fails: None, interval: float = 0.0) -> Health:
    made = Health(probe, interval, told, World().services.tasks)
    made._interval = interval
    return made


def test_failures_in_a_row_are_counted_until_one_check_succeeds() -> None:
    async def scene() -> None:
        seen: list[int] = []
        probe = Probe(3)
        checks = health(probe, seen.append)
        checks.check()
        await until(lambda: checks._task is None)
        assert seen == [1, 2, 3, 0]
        assert (checks.fails, probe.asked) == (0, 4)

    asyncio.run(scene())


def test_a_check_under_way_is_not_begun_twice() -> None:
    async def scene() -> None:
        probe = Probe(1)
        checks = health(probe)
        for _ in range(10):
            checks.check()
        await until(lambda: checks._task is None)
        assert probe.asked == 2

    asyncio.run(scene())


def test_an_upstream_that_was_well_is_checked_again_when_asked_to() -> None:
    async def scene() -> None:
        probe = Probe(0)
        checks = health(probe)
        for _ in range(2):
            checks.check()
            await until(lambda: checks._task is None)
        assert probe.asked == 2

    asyncio.run(scene())


def test_closing_ends_the_checks() -> None:
    async def scene() -> None:
        checks = health(Probe(1000), interval=60.0)
        checks.check()
        await until(lambda: checks.fails == 1)
        task = checks._task
        await checks.close()
        assert task is not None
        assert task.done()

    asyncio.run(scene())


def test_an_interval_of_0_does_not_make_a_busy_loop() -> None:
    assert Health(Probe(0), 0.0, lambda fails: None, World().services.tasks)._interval == MIN_INTERVAL


@pytest.mark.parametrize(
    ("settings", "proto", "query"),
    [
        ({}, "udp", b"\x01\0\0\1\0\0\0\0\0\0" + b"\0\0\2\0\1"),
        ({"health_recursion": False}, "udp", b"\0\0\0\1\0\0\0\0\0\0" + b"\0\0\2\0\1"),
        ({"health_tcp": True}, "tcp", b"\x01\0\0\1\0\0\0\0\0\0" + b"\0\0\2\0\1"),
        ({"health_name": b"\7example\3org\0"}, "udp", b"\x01\0\0\1\0\0\0\0\0\0" + b"\7example\3org\0\0\2\0\1"),
    ],
    ids=["usual", "no_rec", "force_tcp", "domain"],
)
def test_a_check_asks_for_name_servers(settings: dict[str, Any], proto: str, query: bytes) -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address, **settings) as endpoint:
            endpoint.check()
            await until(lambda: endpoint._health._task is None)
            assert [(heard, octets[2:]) for heard, octets in liar.heard] == [(proto, query)]

    asyncio.run(scene())


@pytest.mark.parametrize("rcode", [1, 2, 4, 5])
def test_any_rcode_is_health_even_without_the_question(rcode: int) -> None:
    async def scene() -> None:
        say = lambda query: [query[:2] + bytes([0x81, 0x80 | rcode]) + bytes(8)]  # noqa: E731
        async with Liar(say) as liar, World().endpoint(liar.address) as endpoint:
            endpoint.check()
            await until(lambda: endpoint._health._task is None)
            assert endpoint.fails == 0

    asyncio.run(scene())


def test_a_closed_port_and_silence_are_failures_and_an_answer_ends_them() -> None:
    async def scene() -> None:
        world = World()
        async with Liar(lambda query: []) as liar, world.endpoint(liar.address, health_interval=0.0) as endpoint:
            endpoint.check()
            await liar.asked.wait()
            world.pass_time(0.9)
            assert endpoint.fails == 0
            world.pass_time(0.2)
            await until(lambda: endpoint.fails == 1)
            assert world.counted("coredns_proxy_healthcheck_failures_total") == 1
            liar.say = lambda query: [truth(query)]
            await until(lambda: endpoint.fails == 0)

    asyncio.run(scene())


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize("answered", [False, True], ids=["refused", "answered"])
def test_checks_do_not_count_as_requests(tcp: bool, answered: bool) -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address, health_tcp=tcp) as endpoint:
            if not answered:
                await liar.stop()
            endpoint.check()
            await until(lambda: endpoint._health._task is None if answered else endpoint.fails == 1)
        family = world.bench.metrics.families["coredns_proxy_request_duration_seconds"]
        assert not family.values  # type: ignore[attr-defined]
        assert not world.bench.counted("coredns_proxy_conn_cache_misses_total")
        assert not world.bench.counted("coredns_proxy_conn_cache_hits_total")

    asyncio.run(scene())


@pytest.mark.parametrize("proto", ["udp", "tcp"])
def test_checks_and_queries_use_each_others_sockets_never(proto: str) -> None:
    async def scene() -> None:
        world = World()
        async with Liar() as liar, world.endpoint(liar.address, health_tcp=proto == "tcp") as endpoint:
            for _ in range(2):
                await endpoint.exchange(request("www.example.org"), proto)
                endpoint.check()
                await until(lambda: endpoint._health._task is None)
        query, check, again, last = liar.peers
        assert query == again
        assert len({query, check, last}) == 3
        assert world.counted("coredns_proxy_conn_cache_misses_total") == 1
        assert world.counted("coredns_proxy_conn_cache_hits_total") == 1

    asyncio.run(scene())


def test_with_no_socket_to_be_had_a_check_goes_over_one_in_use() -> None:
    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address) as endpoint:
            assert endpoint._udp is not None
            endpoint._udp._most = 1
            for _ in range(2):
                await endpoint.exchange(request("www.example.org"), "udp")
                asked = endpoint.exchange(request("other.example.org"), "udp")
                endpoint.check()
                await asked
                await until(lambda: endpoint._health._task is None)
                endpoint.check()
                await until(lambda: endpoint._health._task is None)
                assert len(endpoint._udp._lines) <= 1
        assert len(liar.heard) == 8

    asyncio.run(scene())


def test_the_settings_default_to_the_references() -> None:
    settings = Settings()
    assert (settings.expire, settings.read_timeout, settings.health_interval) == (10.0, 2.0, 0.5)
