"""The endpoint of health from start to stop, over sockets of the loopback."""

from __future__ import annotations

import asyncio

import pytest

from pydns_host.errors import StartError
from pydns_host.http.endpoints import Endpoints
from pydns_host.plugins.health.plugin import Health
from pydns_host.testing import Bench, Served, block, make, serving
from pydns_host.transports.addresses import open_tcp


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/health", (200, "OK")),
        ("GET", "/health?full", (200, "OK")),
        ("POST", "/health", (200, "OK")),
        ("HEAD", "/health", (200, "")),
        ("GET", "/other", (404, "404 page not found\n")),
    ],
)
async def test_a_request_is_answered(method: str, path: str, expected: tuple[int, str]) -> None:
    async with serving(".:53 {\nhealth\nwhoami\n}\n") as served:
        assert await served.get(":8080", path, method) == expected


async def test_server_blocks_may_share_an_address_with_each_other_and_with_ready() -> None:
    text = "a.test:53 {\nhealth :81\nready :81\nwhoami\n}\nb.test:53 {\nhealth :81\nwhoami\n}\n"
    async with serving(text) as served:
        assert [await served.get(":81", path) for path in ("/health", "/ready")] == [(200, "OK")] * 2


async def test_a_reload_keeps_the_socket() -> None:
    async with serving(".:53 {\nhealth\nwhoami\n}\n") as served:
        before = served.http.port(":8080")
        await served.reload(".:53 {\nhealth {\nlameduck 0s\n}\nerratic\n}\n")
        assert served.http.port(":8080") == before
        assert await served.get(":8080", "/health") == (200, "OK")


async def test_an_address_that_is_left_out_of_a_reload_is_given_back() -> None:
    async with serving(".:53 {\nhealth\nwhoami\n}\n") as served:
        await served.reload(".:53 {\nwhoami\n}\n")
        with pytest.raises(LookupError):
            served.http.port(":8080")


async def test_a_reload_that_fails_leaves_the_endpoint_as_it_was() -> None:
    async with serving(".:53 {\nhealth\nwhoami\n}\n") as served:
        with pytest.raises(StartError):
            await served.reload(".:53 {\nhealth\nready nosuchhost.invalid:nosuchservice\nwhoami\n}\n")
        assert await served.get(":8080", "/health") == (200, "OK")


async def test_a_taken_port_is_a_start_error() -> None:
    (taken,) = open_tcp("127.0.0.1", 0)
    with taken:
        plugin: Health = make(Health, f"health 127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(StartError, match="address already in use"):
            await plugin.start()
        await plugin.stop()


async def test_its_own_question_is_counted() -> None:
    bench = Bench(block())
    plugin: Health = make(Health, "health 127.0.0.1:0", bench)
    await plugin.start()
    services = plugin.services
    await plugin.measure(services.http.port("127.0.0.1:0"))
    await plugin.stop()
    assert bench.metrics.families["coredns_health_request_duration_seconds"].values[()][0][0] == 1  # type: ignore[attr-defined]
    assert bench.counted("coredns_health_request_failures_total") == {(): 0}


async def test_its_own_question_that_fails_is_counted_and_logged() -> None:
    bench = Bench(block())
    plugin: Health = make(Health, "health 127.0.0.1:0", bench)
    (closed,) = open_tcp("127.0.0.1", 0)
    port = closed.getsockname()[1]
    closed.close()
    await plugin.measure(port)
    assert bench.counted("coredns_health_request_failures_total") == {(): 1}
    assert f'Local health request to "http://127.0.0.1:{port}/health" failed' in bench.lines[0]


async def _lame(served: Served) -> None:
    while not any("lameduck" in line for line in served.lines):
        await asyncio.sleep(0)


async def test_a_lame_duck_answers_and_says_that_it_is_not_ready() -> None:
    async with serving(".:53 {\nhealth {\nlameduck 200ms\n}\nready\nwhoami\n}\n") as served:
        ending = asyncio.create_task(served.server.stop())
        await _lame(served)
        assert await served.get(":8080", "/health") == (200, "OK")
        assert await served.get(":8181", "/ready") == (503, "Shutting down")
        assert (await served.ask("x.test.", "A")).rcode() == 0
        await ending
        assert "[INFO] plugin/health: Going into lameduck mode for 200ms" in served.lines


def test_endpoints_that_nobody_has_mounted_have_no_port() -> None:
    with pytest.raises(LookupError):
        Endpoints().port(":8080")
