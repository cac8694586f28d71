"""How long the cache lets an answer be given again without being asked. Who gives it then is not tested here."""

from __future__ import annotations

import pytest

from pydns_host.again import Told
from pydns_host.message import Request, Response
from pydns_host.metrics import Count
from pydns_host.plugins.cache.plugin import Cache
from pydns_host.testing import Bench, answering, ask, block, make, request

BEHIND = answering("a.test. 60 IN A 192.0.2.1", "b.test. 60 IN A 192.0.2.1", "c.test. 60 IN A 192.0.2.1")


async def caching(*names: str, options: str = "") -> tuple[Cache, Bench]:
    """A cache that has answers for these names, 2.5 seconds later."""
    bench = Bench(block("."))
    cache: Cache = make(Cache, f"cache {{\n{options}\n}}", bench)
    for name in names:
        await ask(cache, name, "A", BEHIND)
    bench.clock.advance(2.5)
    return cache, bench


def given(cache: Cache, query: Request) -> Response:
    found = cache.quick(query, lambda _: None)
    assert isinstance(found, Response)
    return found


def never(request: Request, response: Response) -> None:
    return None


@pytest.mark.parametrize("options", ["", "keepttl"])
async def test_an_answer_may_be_given_again_until_its_ttl_changes(options: str) -> None:
    cache, bench = await caching("a.test.", options=options)
    first = given(cache, request("a.test."))
    assert first.lease is not None
    assert first.lease.until == bench.clock() + 0.5
    assert given(cache, request("a.test.")).lease is first.lease
    bench.clock.advance(0.5)
    second = given(cache, request("a.test."))
    assert second.lease is not None
    assert second.lease.until == bench.clock() + 1


async def test_an_answer_that_had_to_go_for_another_is_not_given_again() -> None:
    cache, _ = await caching("a.test.", options="success 1")
    lease = given(cache, request("a.test.")).lease
    capacity = cache.keeping.success.capacity
    for number in range(capacity):
        name = f"a{number}.test."
        await ask(cache, name, "A", answering(f"{name} 60 IN A 192.0.2.1"))
    assert lease is not None
    assert lease.until == 0


async def test_an_answer_that_was_renewed_is_not_given_as_it_was() -> None:
    cache, _ = await caching("a.test.")
    query = request("a.test.")
    lease = given(cache, query).lease
    cache.keeping.take(query, query.reply(answer=(await ask(BEHIND, "a.test.")).answer), renewal=True)
    assert lease is not None
    assert lease.until == 0


async def test_each_time_is_a_hit() -> None:
    cache, bench = await caching("a.test.")
    query = request("a.test.")
    told = cache.again(query, given(cache, query), never)
    assert told is not None
    for one in told:
        assert isinstance(one, Count)
        one.n += 1
    assert sum(bench.counted("coredns_cache_hits_total").values()) == 2
    assert sum(bench.counted("coredns_cache_requests_total").values()) == 3


async def test_an_answer_of_a_plugin_behind_is_that_plugins_to_tell_of() -> None:
    cache, _ = await caching()
    asked: list[Response] = []

    def behind(request: Request, response: Response) -> Told:
        asked.append(response)
        return ()

    answer = Response()
    assert cache.again(request("a.test."), answer, behind) == ()
    assert asked == [answer]
