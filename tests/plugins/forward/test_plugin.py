"""Whom forward asks, how often, and what becomes of answers and failures."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pydns_host import drive
from pydns_host.errors import QueryError
from pydns_host.message import NXDOMAIN, REFUSED, SERVFAIL, Response
from pydns_host.plugins.forward.plugin import DEADLINE
from pydns_host.testing import Bench, answering, ask, block, failing, request
from tests.plugins.forward.fakes import REFUSED_PORT, TIMEOUT, TRUNCATED, Said, Stage
from tests.pydns_host.upstream.world import until

ONE = "forward . 10.8.0.1"
THREE = "forward . 10.0.0.1 10.0.0.2 10.0.0.3 {\npolicy sequential\n"
NEXT = answering("next.example. 1 IN A 192.0.2.1")
NODATA, FOUND = Response(0), Response(0, 0, [object()])  # type: ignore[list-item]
NAME_ERROR, FAILURE = Response(NXDOMAIN), Response(SERVFAIL)


async def answer(stage: Stage, name: str = "www.example.org", **facts: Any) -> Response:
    return await ask(stage.forward, name, next=NEXT, **facts)


@pytest.mark.parametrize(
    ("directive", "name", "mine"),
    [
        ("forward . 10.8.0.1", "anything", True),
        ("forward . 10.8.0.1", ".", True),
        ("forward example.org 10.8.0.1", "example.org", True),
        ("forward example.org 10.8.0.1", "a.b.example.org", True),
        ("forward Example.ORG 10.8.0.1", "a.eXample.org", True),
        ("forward example.org 10.8.0.1", "xexample.org", False),
        ("forward example.org 10.8.0.1", "org", False),
        ("forward 10.0.0.0/8 10.8.0.1", "1.2.3.10.in-addr.arpa", True),
        ("forward 10.0.0.0/9 10.8.0.1", "1.200.10.in-addr.arpa", False),
        ("forward . 10.8.0.1 {\nexcept example.org\n}", "www.example.org", False),
        ("forward . 10.8.0.1 {\nexcept example.org\n}", "EXAMPLE.org", False),
        ("forward . 10.8.0.1 {\nexcept example.org\n}", "xexample.org", True),
        ("forward example.org 10.8.0.1 {\nexcept org\n}", "example.org", True),
        ("forward example.org 10.8.0.1 {\nexcept org\n}", "www.example.org", False),
        ("forward . 10.8.0.1 {\nexcept a.org\nexcept b.org\n}", "x.b.org", False),
    ],
)
async def test_from_and_except_decide_what_is_forwarded(directive: str, name: str, mine: bool) -> None:
    stage = await Stage(directive).start([FOUND])
    assert (await answer(stage, name) is FOUND) == mine


async def test_what_is_not_forwarded_fails_where_there_is_no_next_plugin() -> None:
    stage = await Stage("forward example.org 10.8.0.1").start()
    with pytest.raises(QueryError, match="plugin/forward: no next plugin found"):
        await ask(stage.forward, "example.com")


@pytest.mark.parametrize(
    ("options", "proto", "script", "asked"),
    [
        ("", "udp", [FOUND], ["udp"]),
        ("", "tcp", [FOUND], ["tcp"]),
        ("", "udp", [TRUNCATED], ["udp"]),
        ("force_tcp", "udp", [FOUND], ["tcp"]),
        ("prefer_udp", "tcp", [FOUND], ["udp"]),
        ("prefer_udp", "tcp", [TRUNCATED, FOUND], ["udp", "tcp"]),
        ("prefer_udp", "udp", [TRUNCATED, FOUND], ["udp", "tcp"]),
        ("force_tcp\nprefer_udp", "udp", [TRUNCATED], ["tcp"]),
    ],
)
async def test_the_transport_is_the_clients_unless_options_say_otherwise(
    options: str, proto: str, script: list[Said], asked: list[str]
) -> None:
    stage = await Stage(f"{ONE} {{\n{options}\n}}").start(script.copy())
    assert await answer(stage, proto=proto) is script[-1]
    assert stage.fakes[0].asked == asked


async def test_a_failure_goes_on_to_the_next_upstream_and_starts_a_health_check() -> None:
    stage = await Stage(THREE + "}").start([REFUSED_PORT], [TIMEOUT], [FOUND])
    assert await answer(stage) is FOUND
    assert stage.order() == ["1", "2", "3"]
    assert [fake.checks for fake in stage.fakes] == [1, 1, 0]


async def test_with_max_fails_0_there_are_no_health_checks() -> None:
    stage = await Stage(THREE + "max_fails 0\n}").start([TIMEOUT], [FOUND])
    stage.fakes[1].fails = 1000
    assert await answer(stage) is FOUND
    assert [fake.checks for fake in stage.fakes] == [0, 0, 0]


@pytest.mark.parametrize(
    ("upstreams", "options", "tries"),
    [
        (1, "", 2), (2, "", 4), (3, "", 6),
        (1, "max_connect_attempts 1", 1), (3, "max_connect_attempts 2", 2), (1, "max_connect_attempts 7", 7),
    ],
)  # fmt: skip
async def test_each_upstream_is_tried_twice_unless_the_attempts_are_bounded(
    upstreams: int, options: str, tries: int
) -> None:
    addresses = " ".join(f"10.0.0.{number}" for number in range(1, upstreams + 1))
    stage = await Stage(f"forward . {addresses} {{\n{options}\n}}").start(*[[REFUSED_PORT]] * upstreams)
    with pytest.raises(QueryError, match=r"read: connection refused$") as caught:
        await answer(stage)
    assert caught.value.rcode == SERVFAIL
    assert sum(len(fake.asked) for fake in stage.fakes) == tries


@pytest.mark.parametrize(("upstreams", "seconds"), [(1, 4.0), (2, 6.0), (3, 6.0)])
async def test_silence_ends_after_two_tries_or_five_seconds(upstreams: int, seconds: float) -> None:
    addresses = " ".join(f"10.0.0.{number}" for number in range(1, upstreams + 1))
    stage = await Stage(f"forward . {addresses}").start(*[[None]] * upstreams)
    began = stage.bench.clock.now
    with pytest.raises(QueryError, match="i/o timeout"):
        await answer(stage)
    assert stage.bench.clock.now - began == seconds


async def test_no_try_begins_after_the_deadline() -> None:
    stage = await Stage(f"{ONE} {{\nread_timeout {DEADLINE}s\n}}").start([None])
    with pytest.raises(QueryError):
        await answer(stage)
    assert len(stage.fakes[0].asked) == 1


async def test_no_further_try_begins_after_the_deadline_of_the_query() -> None:
    stage = await Stage(f"{ONE} {{\nread_timeout 2s\n}}").start([None, None])
    with pytest.raises(QueryError):
        await answer(stage, deadline=stage.bench.clock.now + 0.5)
    assert len(stage.fakes[0].asked) == 1


async def test_without_a_bound_of_attempts_rounds_are_paused_between() -> None:
    stage = await Stage(f"{ONE} {{\nmax_connect_attempts 0\nmax_fails 0\n}}").start([REFUSED_PORT])
    asked = asyncio.ensure_future(answer(stage))
    await until(lambda: len(stage.fakes[0].asked) == 3)
    stage.bench.clock.advance(DEADLINE)
    with pytest.raises(QueryError):
        await asked
    assert len(stage.fakes[0].asked) <= 5


async def test_an_upstream_that_is_down_is_left_out() -> None:
    stage = await Stage(THREE + "max_fails 3\n}").start()
    stage.fakes[0].fails = 4
    stage.fakes[1].fails = 3
    await answer(stage)
    assert stage.order() == ["2"]


async def test_with_all_down_one_is_tried_all_the_same() -> None:
    stage = await Stage(THREE + "}").start(*[[FOUND]] * 3)
    for fake in stage.fakes:
        fake.fails = 3
    assert await answer(stage) is FOUND
    assert len(stage.order()) == 1
    assert stage.bench.counted("coredns_forward_healthcheck_broken_total") == {(): 1}


async def test_with_all_down_one_failure_is_the_end() -> None:
    stage = await Stage(THREE + "}").start(*[[REFUSED_PORT]] * 3)
    for fake in stage.fakes:
        fake.fails = 3
    with pytest.raises(QueryError, match="connection refused"):
        await answer(stage)
    assert len(stage.order()) == 1


async def test_with_failfast_nobody_is_asked_when_all_are_down() -> None:
    stage = await Stage(THREE + "failfast_all_unhealthy_upstreams\n}").start()
    for fake in stage.fakes:
        fake.fails = 3
    with pytest.raises(QueryError, match=r"^no healthy proxies$") as caught:
        await answer(stage)
    assert caught.value.rcode == SERVFAIL
    assert stage.order() == []
    assert stage.bench.counted("coredns_forward_healthcheck_broken_total") == {(): 1}


@pytest.mark.parametrize(
    ("scripts", "asked", "rcode"),
    [
        ([[FAILURE], [FOUND], [FOUND]], ["1", "2"], 0),
        ([[FAILURE], [NAME_ERROR], [FOUND]], ["1", "2", "3"], 0),
        ([[FAILURE], [FAILURE], [NAME_ERROR]], ["1", "2", "3"], NXDOMAIN),
        ([[FAILURE], [REFUSED_PORT], [FOUND]], ["1", "2", "3"], 0),
        ([[Response(REFUSED)], [FOUND], [FOUND]], ["1"], REFUSED),
    ],
)
async def test_failover_goes_on_for_its_rcodes_and_ends_with_the_last(
    scripts: list[list[Said]], asked: list[str], rcode: int
) -> None:
    stage = await Stage(THREE + "failover SERVFAIL nxdomain\n}").start(*scripts)
    assert (await answer(stage)).rcode == rcode
    assert stage.order() == asked


TWO = "forward . 10.8.0.1 {\n%s\n}\nforward . 10.9.0.1"


@pytest.mark.parametrize(
    ("options", "response", "passes"),
    [
        ("next NXDOMAIN", NAME_ERROR, True),
        ("next NXDOMAIN", FAILURE, False),
        ("next NXDOMAIN SERVFAIL", FAILURE, True),
        ("next NOERROR", FOUND, True),
        ("next NXDOMAIN", NODATA, False),
        ("next_on_nodata", NODATA, True),
        ("next_on_nodata", NAME_ERROR, False),
        ("next_on_nodata", FOUND, False),
        ("", NAME_ERROR, False),
    ],
)
async def test_next_passes_on_to_the_forward_behind(options: str, response: Response, passes: bool) -> None:
    stage = await Stage(TWO % options).start([response])
    found = await answer(stage)
    assert (found is not response) == passes


async def test_the_last_forward_keeps_its_answer_whatever_next_says() -> None:
    directive = f"{ONE}\nforward . 10.9.0.1 {{\nnext NXDOMAIN\n}}"
    stage = await Stage(directive, which=1).start([NAME_ERROR])
    assert await answer(stage) is NAME_ERROR


async def test_a_failure_is_not_passed_on() -> None:
    stage = await Stage(TWO % "next SERVFAIL").start([TIMEOUT])
    with pytest.raises(QueryError):
        await answer(stage)


async def test_more_queries_at_once_than_max_concurrent_are_refused() -> None:
    stage = await Stage(f"{ONE} {{\nmax_concurrent +2\n}}").start()
    held = stage.fakes[0].held = []
    asked = [asyncio.ensure_future(answer(stage, f"w{number}.example")) for number in range(2)]
    await until(lambda: len(held) == 2)
    with pytest.raises(QueryError, match=r"^concurrent queries exceeded maximum \+2$") as caught:
        await answer(stage)
    assert caught.value.rcode == REFUSED
    assert stage.bench.counted("coredns_forward_max_concurrent_rejects_total") == {(): 1}
    for wait in held:
        wait.set(FOUND)
    assert [await one for one in asked] == [FOUND, FOUND]
    stage.fakes[0].held = None
    assert await answer(stage)


async def test_a_failed_query_gives_its_place_back() -> None:
    stage = await Stage(f"{ONE} {{\nmax_concurrent 1\n}}").start([TIMEOUT])
    for _ in range(3):
        with pytest.raises(QueryError, match="i/o timeout"):
            await answer(stage)


async def test_the_whole_of_it_runs_without_a_task() -> None:
    stage = await Stage(ONE).start()
    held = stage.fakes[0].held = []
    coroutine = stage.forward.serve(request("www.example.org"), failing())
    _, wait, ended = drive.first_step(coroutine)
    assert not ended
    assert wait is held[0]
    assert stage.forward.inline


async def test_stopping_closes_every_upstream() -> None:
    stage = await Stage(THREE + "}").start()
    await stage.forward.stop()
    assert all(fake.closed for fake in stage.fakes)


async def test_stopping_what_never_started_is_harmless() -> None:
    await Stage(ONE, Bench(block())).forward.stop()


async def test_a_first_try_without_a_coroutine_goes_on_with_one_when_it_fails() -> None:
    stage = await Stage(THREE + "}").start([TIMEOUT], [FOUND])
    query = request("www.example.org")
    stage.fakes[0].held = []
    begun = stage.forward.quick(query, lambda _: None)
    assert isinstance(begun, drive.Wait)
    [held] = stage.fakes[0].held
    held.fail(TIMEOUT)
    assert await stage.forward.serve(query, NEXT) is FOUND
    assert stage.order() == ["1", "2"]
    assert stage.fakes[0].checks == 1


@pytest.mark.parametrize(
    "options",
    ["force_tcp", "prefer_udp", "max_concurrent 5", "failover SERVFAIL"],
)
async def test_nothing_is_begun_where_an_answer_may_not_be_the_end(options: str) -> None:
    stage = await Stage(f"{ONE} {{\n{options}\n}}").start()
    assert stage.forward.quick(request("www.example.org"), lambda _: None) is None
    assert stage.order() == []


async def test_an_upstream_that_is_down_is_not_asked_first() -> None:
    stage = await Stage(ONE).start()
    stage.fakes[0].fails = 3
    assert stage.forward.quick(request("www.example.org"), lambda _: None) is None
    assert stage.order() == []
