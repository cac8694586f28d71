"""Which queries are dropped, delayed and truncated, and what the answers say."""

from __future__ import annotations

import asyncio

import pytest

from pydns_host import drive
from pydns_host.header import TC
from pydns_host.message import Response
from pydns_host.plugins.erratic.config import Config
from pydns_host.plugins.erratic.plugin import Erratic
from pydns_host.testing import Bench, ask, block, failing, request, rows

BEHIND = failing(AssertionError("erratic asked the next plugin"))


def made(config: Config) -> Erratic:
    return Erratic(config, Bench(block()).services("erratic"))


async def serve(plugin: Erratic, type: str = "A", name: str = "a.test") -> Response | None:
    return await plugin.serve(request(name, type), BEHIND)


@pytest.mark.parametrize(
    ("type", "answer"),
    [("A", ["A.test. 0 IN A 192.0.2.53"]), ("AAAA", ["A.test. 0 IN AAAA 2001:db8::53"])],
)
async def test_addresses_are_those_of_documentation(type: str, answer: list[str]) -> None:
    response = await ask(made(Config(drop=0)), "A.test", type, BEHIND)
    assert rows(response.answer) == answer
    assert (response.rcode, response.flags) == (0, 0x0500)


@pytest.mark.parametrize("type", ["TXT", "ANY", "IXFR"])
async def test_other_types_fail(type: str) -> None:
    response = await ask(made(Config(drop=0)), "a.test", type, BEHIND)
    assert (response.rcode, response.flags, response.counts) == (2, 0x0100, (0, 0, 0))


@pytest.mark.parametrize("type", ["A", "AAAA", "TXT", "AXFR"])
async def test_the_first_of_so_many_queries_is_dropped(type: str) -> None:
    plugin = made(Config(drop=3))
    assert [await serve(plugin, type) is None for _ in range(7)] == [True, False, False] * 2 + [True]


async def test_truncation_goes_by_the_bits_of_the_query_number() -> None:
    plugin = made(Config(drop=0, truncate=2))
    answers = [await ask(plugin, "a.test", "A", BEHIND) for _ in range(6)]
    assert [bool(answer.flags & TC) for answer in answers] == [True, True, False, False, True, True]


async def test_large_answers_have_thirty_records() -> None:
    plugin = made(Config(drop=0, large=True))
    assert (await ask(plugin, "a.test", "A", BEHIND)).counts[0] == 30
    assert (await ask(plugin, "a.test", "AAAA", BEHIND)).counts[0] == 1


async def test_a_transfer_has_a_small_zone() -> None:
    response = await ask(made(Config(drop=0)), "xx.test", "AXFR", BEHIND)
    soa = "xx.test. 0 IN SOA sns.dns.icann.org. noc.dns.icann.org. 2018050825 7200 3600 1209600 3600"
    assert rows(response.answer) == [
        soa,
        "xx.test. 0 IN NS b.xx.test.",
        "xx.test. 0 IN NS a.xx.test.",
        "a.xx.test. 0 IN AAAA 2001:bd8::53",
        "b.xx.test. 0 IN AAAA 2001:500::54",
        soa,
    ]


async def test_a_truncated_transfer_lacks_its_closing_soa() -> None:
    response = await ask(made(Config(drop=0, truncate=2)), "xx.test", "AXFR", BEHIND)
    assert [record.type for record in response.answer] == [6, 2, 2, 28, 28]
    assert not response.flags & TC


async def test_a_transfer_of_a_zone_without_room_for_its_hosts_fails() -> None:
    longest = ".".join(["a" * 63] * 3 + ["b" * 61])
    assert (await ask(made(Config(drop=0)), longest, "AXFR", BEHIND)).rcode == 2


@pytest.mark.parametrize("type", ["A", "TXT", "AXFR"])
async def test_the_first_of_so_many_queries_is_delayed(type: str) -> None:
    plugin = made(Config(drop=0, delay=2, duration=1_000_000))
    loop = asyncio.get_running_loop()
    for delayed in (True, False, True):
        ended: list[Response | None] = []
        begun = loop.time()
        done = loop.create_future()

        def end(response: Response | None, error: BaseException | None) -> None:
            ended.append(response)  # noqa: B023 - called before the next round
            done.set_result(None)  # noqa: B023

        drive.start(plugin.serve(request("a.test", type), BEHIND), end, inline=True)
        assert bool(ended) is not delayed
        await done
        assert not delayed or loop.time() - begun >= 0.001


async def test_a_duration_below_zero_is_none() -> None:
    assert await serve(made(Config(drop=0, delay=1, duration=-1_000_000_000)))


async def test_a_delayed_query_that_is_given_up_leaves_no_timer() -> None:
    plugin = made(Config(drop=0, delay=1, duration=3_600_000_000_000))
    task = asyncio.ensure_future(serve(plugin))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
