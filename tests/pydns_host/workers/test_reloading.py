"""A reload with several workers: one tries it, the others follow, and none is left with another Corefile."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from pydns_host.cli.loader import Loader
from pydns_host.configuration import failures
from pydns_host.logs import DirectLogs
from pydns_host.metrics import Metrics
from pydns_host.registry import Registry
from pydns_host.workers.channel import Channel, Message
from pydns_host.workers.member import Member
from pydns_host.workers.reloading import Reloading

OLD, NEW, NEWER = (f"{zone} {{\n  whoami\n}}\n" for zone in ("old.test", "new.test", "newer.test"))


class World:
    """A Corefile, three workers of which the test has the other ends, and what becomes of a reload."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_text(OLD)
        self.loader = Loader(Namespace(conf=str(path), port=53, strict=False, workers=3), Registry())
        plan = self.loader.plan()
        self.lines: list[str] = []
        self.counts = Metrics()
        self.replaced: list[int] = []
        self.settled = 0
        self.team = [Member(index) for index in range(3)]
        self.ends: list[Channel] = []
        for member in self.team:
            ours, theirs = Channel.pair()
            self.ends.append(theirs)
            member.born(1, ours, plan, 0.0)
            member.serves(frozenset(), frozenset(), 0.0)
        log = DirectLogs(lambda octets: self.lines.append(octets.decode().rstrip())).host
        self.reloading = Reloading(
            plan,
            self.loader,
            self.team,
            log,
            self.counts,
            self._replace,
            self._settle,
        )

    def _replace(self, member: Member) -> None:
        self.replaced.append(member.index)

    def _settle(self) -> None:
        self.settled += 1

    def ask(self, text: str, asker: int | None = None) -> None:
        """Have another Corefile served."""
        self.path.write_text(text)
        self.reloading.ask(None if asker is None else self.team[asker])

    def told(self) -> list[list[str]]:
        """What each worker was told since the last time: the zones of a Corefile, or what became of a reload."""
        return [[_shown(message) for message in end.receive()] for end in self.ends]

    def serves(self, *workers: int) -> None:
        for index in workers:
            self.reloading.serves(self.team[index])

    def close(self) -> None:
        for end in self.ends:
            end.close()
        for member in self.team:
            if member.channel is not None:
                member.channel.close()


def _shown(message: Message) -> str:
    if message.kind == "reload":
        return str(message.values[0].blocks[0].keys[0].value)
    return f"{message.kind}: {message.values[0]}"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "Corefile")
    yield made
    made.close()


def test_one_worker_tries_it_and_the_others_follow(world: World) -> None:
    world.ask(NEW)
    assert world.told() == [["new.test"], [], []]
    world.serves(0)
    assert world.told() == [[], ["new.test"], ["new.test"]]
    world.serves(2)
    assert (world.settled, world.lines) == (0, ["[INFO] SIGUSR1: Reloading", "[INFO] Reloading"])
    world.serves(1)
    assert (world.settled, world.lines[2:]) == (1, ["[INFO] Reloading complete"])
    assert world.told() == [[], [], []]


def test_what_the_first_cannot_serve_changes_nothing(world: World) -> None:
    before = world.reloading.plan
    world.ask(NEW)
    world.told()
    world.reloading.kept(world.team[0], ["a taken port"])
    assert world.told() == [[], [], []]
    assert world.reloading.plan is before
    assert world.lines[-2:] == [
        "[ERROR] Restart failed: a taken port",
        "[ERROR] SIGUSR1: starting with listener file descriptors: a taken port",
    ]
    assert failures(world.counts).values == {(): 1}
    world.ask(NEWER)
    assert world.told() == [["newer.test"], [], []]


def test_a_corefile_with_mistakes_is_not_even_tried(world: World) -> None:
    world.ask("a.test {\n  nonsense\n}\n", asker=0)
    ((said,), *others) = world.told()
    assert said.startswith("reloaded: [")
    assert "Unknown directive 'nonsense'" in said
    assert others == [[], []]


def test_the_worker_that_asked_is_told_what_became_of_it(world: World) -> None:
    world.ask(NEW, asker=0)
    assert world.told() == [["new.test"], [], []]
    world.serves(0, 1, 2)
    assert world.told() == [["reloaded: []"], ["new.test"], ["new.test"]]


def test_a_later_one_that_cannot_follow_is_replaced(world: World) -> None:
    world.ask(NEW)
    world.serves(0, 1)
    world.reloading.kept(world.team[2], ["no memory"])
    assert world.replaced == [2]
    assert world.lines[-2:] == ["[ERROR] worker 2: no memory", "[INFO] Reloading complete"]


def test_the_first_one_s_death_is_a_failure_that_changes_nothing(world: World) -> None:
    before = world.reloading.plan
    world.ask(NEW)
    world.reloading.died(world.team[0])
    assert world.reloading.plan is before
    assert "[ERROR] Restart failed: worker 0 died of it" in world.lines


def test_a_later_one_s_death_does_not_keep_it_from_ending(world: World) -> None:
    world.ask(NEW)
    world.serves(0, 1)
    world.reloading.died(world.team[2])
    assert world.lines[-1] == "[INFO] Reloading complete"


def test_one_that_came_up_with_the_old_corefile_meanwhile_follows(world: World) -> None:
    world.team[2].serving = False  # it has just been born
    world.ask(NEW)
    world.serves(0, 1)
    assert world.lines[-1] == "[INFO] Reloading complete"
    assert world.told() == [["new.test"], ["new.test"], []]
    world.ask("a.test {\n  nonsense\n}\n")  # what is served is not what the Corefile says by now
    world.team[2].serving = True
    world.serves(2)
    assert world.told() == [[], [], ["new.test"]]


def test_one_that_came_up_meanwhile_does_not_pass_for_the_first(world: World) -> None:
    world.ask(NEW)
    world.serves(2)
    assert world.told() == [["new.test"], [], []]


def test_without_any_worker_those_that_come_next_try_it(world: World) -> None:
    for member in world.team:
        member.serving = False
    before = world.reloading.plan
    world.ask(NEW)
    assert world.reloading.plan is not before
    assert world.lines[-1] == "[INFO] Reloading complete"


def test_however_many_signals_come_one_more_reload_is_made(world: World) -> None:
    for _ in range(5):
        world.ask(NEW)
    world.serves(0, 1, 2)
    assert world.lines.count("[INFO] Reloading complete") == 1
    world.serves(0, 1, 2)
    assert world.lines.count("[INFO] Reloading complete") == 2
    assert world.told() == [["new.test", "new.test"], ["new.test", "new.test"], ["new.test", "new.test"]]
