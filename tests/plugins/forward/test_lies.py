"""Lying upstreams on real sockets, alone and beside honest ones: the rcode is right and comes in time."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import AsyncExitStack
from functools import partial
from typing import cast

import pytest

from pydns_host.errors import QueryError
from pydns_host.message import Response
from pydns_host.plugins.forward.config import Config
from pydns_host.plugins.forward.plugin import Forward
from pydns_host.testing import ask, configure
from pydns_host.upstream import Endpoint
from tests.pydns_host.upstream.liar import LIES, Liar, Say, truth
from tests.pydns_host.upstream.world import World, until


def says(lie: str) -> Say:
    """What a liar says of any query."""
    if lie == "nothing":
        return lambda query: []
    _, told = LIES[lie]
    return lambda query: [told(truth(query))]


async def forward_to(world: World, liars: list[Liar]) -> Forward:
    """A forward whose deadlines come when the test says so."""
    addresses = " ".join(str(liar.address) for liar in liars)
    (config,) = cast(list[Config], configure(Forward, f"forward . {addresses} {{\npolicy sequential\nmax_fails 0\n}}"))
    made = Forward(config, world.services, partial(Endpoint, later=world.alarms))
    await made.start()
    return made


async def pass_deadlines(world: World, lying: list[Liar], asked: asyncio.Future[Response]) -> None:
    """Let the deadline of each try come once a liar has heard it."""
    for heard in itertools.count(1):
        await until(partial(_told, lying, heard, asked))
        if asked.done():
            return
        for _ in range(20):  # rounds of the loop in which the lie arrives
            await asyncio.sleep(0)
        world.pass_time(2.0)


def _told(lying: list[Liar], heard: int, asked: asyncio.Future[Response]) -> bool:
    return asked.done() or sum(len(liar.heard) for liar in lying) >= heard


@pytest.mark.parametrize("proto", ["udp", "tcp"])
@pytest.mark.parametrize("honest", [0, 1], ids=["all lie", "the last is honest"])
@pytest.mark.parametrize("upstreams", [1, 2, 3])
@pytest.mark.parametrize("lie", [*LIES, "nothing"])
async def test_lies_cost_time_and_nothing_else(lie: str, upstreams: int, honest: int, proto: str) -> None:
    say = says(lie)
    world = World()
    async with AsyncExitStack() as stack:
        liars = [await stack.enter_async_context(Liar(say)) for _ in range(upstreams)]
        if honest:
            liars[-1].say = lambda query: [truth(query)]
        forward = await forward_to(world, liars)
        asked = asyncio.ensure_future(ask(forward, "www.example.org", proto=proto))
        began = world.bench.clock.now
        await pass_deadlines(world, liars[:-1] if honest else liars, asked)
        took = world.bench.clock.now - began
        if honest:
            assert (await asked).counts == (1, 0, 0)
            assert took == 2.0 * (upstreams - 1)
        else:
            with pytest.raises(QueryError, match="i/o timeout"):
                await asked
            assert took == (4.0 if upstreams == 1 else 6.0)
        await forward.stop()
        world.services.readers.close()
