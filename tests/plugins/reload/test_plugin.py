"""When a Corefile is served anew, and what is logged and counted."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from corefile import CorefileError, Diagnostic, Severity, Span
from corefile.durations import SECOND
from pydns_host.plugins.reload.config import Config
from pydns_host.plugins.reload.plugin import Reload
from pydns_host.services import Services
from pydns_host.testing import Bench, block

FAILED, VERSION = "coredns_reload_failed_total", "coredns_reload_version_info"


class Source:
    """A Corefile that says what the test wants; `failing` are the mistakes that a reload finds."""

    def __init__(self) -> None:
        self.fingerprint = self.now = "one"
        self.changed = False
        self.failing: list[str] = []
        self.wrong: CorefileError | None = None
        self.reloads = 0
        self.reloaded = asyncio.Event()

    def read(self) -> str:
        if self.wrong is not None:
            raise self.wrong
        return self.now

    async def reload(self) -> list[str]:
        self.fingerprint = self.now
        self.changed = True
        self.reloads += 1
        self.reloaded.set()
        return self.failing


class World:
    """A source, and the plugins of one Corefile that watch it."""

    def __init__(self) -> None:
        self.source = Source()
        self.bench = Bench(block())
        self.services: Services = replace(self.bench.services("reload"), configuration=self.source)

    def plugin(self, interval: int = 3600 * SECOND, jitter: int = 0) -> Reload:
        return Reload(Config(interval, jitter), self.services)


async def test_an_unchanged_corefile_is_left_alone() -> None:
    world = World()
    await world.plugin().look(world.source)
    assert (world.source.reloads, world.bench.lines) == (0, [])
    assert world.bench.counted(VERSION) == {}
    assert world.bench.counted(FAILED) == {(): 0}


async def test_a_changed_corefile_is_served_once() -> None:
    world = World()
    world.source.now = "two"
    for _ in range(3):
        await world.plugin().look(world.source)
    assert world.source.reloads == 1
    assert world.bench.counted(VERSION) == {("sha512", "two"): 1}


async def test_a_corefile_that_cannot_be_served_is_told_and_not_tried_again() -> None:
    world = World()
    world.source.now, world.source.failing = "two", ["Corefile:1:1: bad", "Corefile:2:1: bad too"]
    for _ in range(2):
        await world.plugin().look(world.source)
    failed = "[ERROR] plugin/reload: Corefile changed but reload failed: starting with listener file descriptors"
    assert world.bench.lines == [f"{failed}: {line}" for line in world.source.failing]
    assert world.bench.counted(VERSION) == {("sha512", "two"): 1}


async def test_a_corefile_that_is_mended_to_what_it_was_is_served_anew() -> None:
    world = World()
    for now in ("two", "one"):
        world.source.now = now
        await world.plugin().look(world.source)
    assert world.source.reloads == 2
    assert world.bench.counted(VERSION) == {("sha512", "one"): 1}


@pytest.mark.parametrize(
    ("diagnostic", "lines"),
    [
        (
            Diagnostic(Span("Corefile", 3, 1, 3, 2), Severity.ERROR, "CF001", "what a mess"),
            ["[WARNING] plugin/reload: Corefile parse failed: Corefile:3:1: what a mess"],
        ),
        (Diagnostic(None, Severity.ERROR, "CF002", "open Corefile: no such file or directory"), []),
    ],
    ids=["not understood", "not there"],
)
async def test_a_corefile_that_cannot_be_read_is_looked_at_again(diagnostic: Diagnostic, lines: list[str]) -> None:
    world = World()
    world.source.wrong = CorefileError([diagnostic])
    await world.plugin().look(world.source)
    assert (world.source.reloads, world.bench.lines) == (0, lines)


async def test_it_looks_after_the_interval_and_ends_with_the_plugin() -> None:
    world = World()
    plugin = world.plugin(interval=1)
    await plugin.start()
    world.source.now = "two"
    async with asyncio.timeout(10):
        await world.source.reloaded.wait()
    await plugin.stop()
    assert world.bench.lines == ["[INFO] plugin/reload: Running configuration SHA512 = one"]
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_of_several_one_looks_in_the_interval_of_the_last() -> None:
    world = World()
    plugins = [world.plugin(interval=seconds * SECOND) for seconds in (5, 7, 6)]
    for plugin in plugins:
        await plugin.start()
    assert [plugin._watcher is not None for plugin in plugins] == [True, False, False]
    assert plugins[0].interval == 6 * SECOND
    assert len(world.bench.lines) == 1
    for plugin in plugins:
        await plugin.stop()


async def test_the_version_goes_on_being_told_after_a_reload_by_hand() -> None:
    world = World()
    world.source.now = "two"
    await world.plugin().look(world.source)
    world.source.fingerprint = "three"
    plugin = world.plugin()
    await plugin.start()
    await plugin.stop()
    assert world.bench.counted(VERSION) == {("sha512", "three"): 1}


async def test_without_a_corefile_nothing_is_watched() -> None:
    plugin = Reload(Config(), Bench(block()).services("reload"))
    await plugin.start()
    await plugin.stop()
    assert plugin._watcher is None


def test_the_jitter_is_half_of_it_more_or_less() -> None:
    world, found = World(), set()
    for _ in range(200):
        interval = world.plugin(10 * SECOND, 4 * SECOND).interval
        assert 8 * SECOND <= interval < 12 * SECOND
        found.add(interval > 10 * SECOND)
    assert found == {False, True}
