"""When a question that comes back ends the process, and when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import pytest

from pydns_host.chain import Next, always
from pydns_host.message import AD, RD, Request, Response
from pydns_host.plugins.loop import plugin as module
from pydns_host.plugins.loop.config import Config
from pydns_host.plugins.loop.plugin import Loop
from pydns_host.testing import Bench, answering, ask, block, request

NEXT = answering(rcode=3)


class World:
    """A loop plugin, the chain behind it, and what became of the process."""

    def __init__(self, behind: Next = NEXT, hosts: tuple[str, ...] = ("",), zone: str = ".") -> None:
        self.bench = Bench(block())
        self.left: list[int] = []
        self.asked: list[tuple[str, int]] = []
        self.absent = 0
        self.behind = behind
        services = replace(self.bench.services("loop"), local=self.local, hosts=hosts, leave=self.left.append)
        self.loop = Loop(Config(zone, 1053), services)

    def local(self, query: Request, address: str, port: int) -> Coroutine[Any, Any, Response | None] | None:
        self.asked.append((address, port))
        if len(self.asked) <= self.absent:
            return None
        return self.loop.serve(query.replace(client=address), self.behind)

    async def back(self, query: Request) -> Response | None:
        """A chain that sends every question back to the loop plugin, as one that forwards to itself does."""
        return await self.loop.serve(query, self.back)

    async def over(self) -> None:
        """Start, and wait for the end of the probe."""
        await self.loop.start()
        assert self.loop._probe is not None
        await self.loop._probe
        await self.loop.stop()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    monkeypatch.setattr(module, "SOON", 0.0)


@pytest.mark.parametrize(
    ("hosts", "asked", "path"),
    [
        (("",), "127.0.0.1", "(127.0.0.1:0 -> :1053)"),
        (("192.0.2.1", "192.0.2.2"), "192.0.2.1", "(192.0.2.1:0 -> 192.0.2.1:1053)"),
        (("2001:db8::1",), "2001:db8::1", "([2001:db8::1]:0 -> [2001:db8::1]:1053)"),
    ],
)
async def test_a_question_that_comes_back_ends_the_process(hosts: tuple[str, ...], asked: str, path: str) -> None:
    world = World(hosts=hosts, zone="example.org.")
    world.behind = world.back
    await world.over()
    assert world.asked == [(asked, 1053)]
    assert world.left == [1]
    see = "see https://coredns.io/plugins/loop#troubleshooting"
    query = f'Query: "HINFO {world.loop.qname}"'
    assert world.bench.lines == [f'[FATAL] plugin/loop: Loop {path} detected for zone "example.org.", {see}. {query}']
    assert world.loop.qname.endswith(".example.org.")


async def test_an_answer_ends_the_probing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    await world.over()
    assert (len(world.asked), world.left, world.bench.lines) == (1, [], [])
    for _ in range(9):
        await ask(world.loop, world.loop.qname, "HINFO", NEXT)
    assert world.left == []


async def test_a_server_that_does_not_serve_yet_is_waited_for() -> None:
    world = World()
    world.absent = 3
    await world.over()
    assert len(world.asked) == 4


async def test_silence_is_asked_again_and_counted_anew() -> None:
    world = World(always(lambda _: None if len(world.asked) < 5 else Response(3)))
    await world.over()
    assert (len(world.asked), world.left) == (5, [])


async def test_an_answer_that_is_late_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.0)
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    world = World()

    async def never(query: Request) -> Response | None:
        await asyncio.Event().wait()
        return None

    world.behind = never
    await world.over()
    assert world.left == []


async def test_an_answer_that_came_past_the_plugin_is_asked_for_again() -> None:
    world = World()
    world.local = lambda query, address, port: (  # type: ignore[method-assign]
        world.asked.append((address, port)) or NEXT(query)  # type: ignore[func-returns-value]
    )
    world.loop.services = replace(world.loop.services, local=world.local)
    await world.over()
    assert len(world.asked) == 3


async def test_the_second_time_the_question_differs_so_that_it_is_not_shared_with_the_first() -> None:
    flags: list[int] = []
    world = World()

    async def behind(query: Request) -> Response | None:
        flags.append(query.flags)
        return Response(3)

    for _ in range(2):
        await ask(world.loop, world.loop.qname, "HINFO", behind)
    assert flags == [RD, RD | AD]


@pytest.mark.parametrize(("name", "type"), [("", "A"), ("example.org.", "HINFO")], ids=["another type", "another name"])
async def test_other_questions_pass_however_often_they_come(name: str, type: str) -> None:
    world = World()
    for _ in range(9):
        assert (await ask(world.loop, name or world.loop.qname, type, NEXT)).rcode == 3
    assert world.left == []


def test_questions_of_other_types_pass_at_once() -> None:
    world, answer = World(), Response(3)
    assert world.loop.quick(request("a.test", "A"), lambda _: answer) is answer
    assert world.loop.quick(request("a.test", "HINFO"), lambda _: answer) is None


async def test_a_zone_without_room_for_the_name_is_not_probed() -> None:
    world = World(zone=".".join(["a" * 62] * 4) + ".")
    await world.over()
    assert world.asked == []


async def test_the_probing_ends_with_the_plugin() -> None:
    world = World(always(lambda _: None))
    await world.loop.start()
    await world.loop.stop()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
