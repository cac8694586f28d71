"""The wildcard that an answer is made from: kept with it, told with it, and told of no other."""

from __future__ import annotations

import asyncio

import pytest

from pydns_host.message import Request, Response
from pydns_host.plugins.cache.keeping import LABEL
from pydns_host.plugins.cache.plugin import Cache
from pydns_host.testing import Bench, block, make, record, request


class Behind:
    """The next plugin: answers with an address that lives for 10 seconds, from `wildcard`, "" for none."""

    def __init__(self, wildcard: str) -> None:
        self.wildcard = wildcard
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, query: Request) -> Response | None:
        self.asked += 1
        await self.gate.wait()
        if self.wildcard and query.labels is not None:
            query.labels[LABEL] = self.wildcard
        return Response(answer=[record("x.a.test. 10 IN A 192.0.2.1")])


class World:
    """A cache in front of `Behind`; queries have labels as *metadata* gives them."""

    def __init__(self, options: str = "") -> None:
        self.behind = Behind("*.a.test.")
        self.bench = Bench(block("."))
        self.cache: Cache = make(Cache, f"cache {{\n{options}\n}}" if options else "cache", self.bench)

    async def told(self) -> str:
        """What is said of a query."""
        query = request("x.a.test.")
        query.labels = {"other/label": "x"}
        assert await self.cache.serve(query, self.behind)
        return query.labels.get(LABEL, "")


async def test_it_is_told_again_with_the_answer() -> None:
    world = World()
    assert [await world.told() for _ in range(3)] == ["*.a.test."] * 3
    assert world.behind.asked == 1


async def test_without_metadata_nothing_is_told() -> None:
    world = World()
    await world.told()
    query = request("x.a.test.")
    await world.cache.serve(query, world.behind)
    assert query.labels is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("serve_stale 1h immediate", ["*.a.test.", "*.b.test."]),
        ("serve_stale 1h verify", ["*.b.test.", "*.b.test."]),
        ("serve_stale 1h verify 1h", ["*.b.test.", "*.b.test."]),
    ],
    ids=["behind the answer", "before it", "in time"],
)
@pytest.mark.parametrize("now", ["*.b.test.", ""], ids=["another", "none"])
async def test_what_is_renewed_has_that_of_its_own(options: str, told: list[str], now: str) -> None:
    world = World(options)
    await world.told()
    world.bench.clock.advance(20)
    world.behind.wildcard = now
    found = []
    for asked in (2, 2):
        found.append(await world.told())
        async with asyncio.timeout(5):
            while world.behind.asked < asked or world.cache._renewal._running:
                await asyncio.sleep(0)
    assert found == [label.replace("*.b.test.", now) for label in told]
