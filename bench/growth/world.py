"""The world in which growth is played: the benchmark's stage, with zones that hold any number of names and clusters.

What a size means there is for the families.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.load import PACE, Load, Pace
from bench.measure import WARM_UP, Server, Stage, cpu_seconds, memory
from bench.namespaces import stop
from bench.probe import Question
from bench.scenarios import UPSTREAMS, Scenario

ZONE = "grow.test."  # any name in it has one address, by a wildcard: a million names cost the upstream nothing
CLUSTERS = 64
SERVICES = 1_000
_HEAD = "@ 3600 IN SOA ns hostmaster 1 7200 1800 86400 30\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.1\n"
_ROOT = Path(__file__).parents[2]
_LONG = 600.0  # seconds that asking each question once may take


@dataclass(frozen=True)
class Running:
    """A server under test: its process, and the seconds from its start to its first right answer."""

    process: subprocess.Popen[bytes]
    first_answer: float

    @property
    def resident(self) -> int:
        """KiB in memory now."""
        return memory(self.process.pid, "VmRSS")

    @property
    def peak(self) -> int:
        """The most KiB in memory since the start."""
        return memory(self.process.pid, "VmHWM")


def names(count: int) -> list[Question]:
    """So many different names in `ZONE`."""
    return [Question(f"host-{number:07}.{ZONE}", "A", answers=1) for number in range(count)]


def service(number: int, zone: str) -> str:
    """The name of a service in a cluster's zone, or in the distributed one."""
    return f"db-{number:04}.svc.{zone}"


def zones() -> dict[str, str]:
    """The wildcard's zone, and the zones of `CLUSTERS` clusters with an address for each service."""
    made = {ZONE: _HEAD + "* 3600 IN A 198.51.100.1\n"}
    for cluster in range(CLUSTERS):
        lines = [f"{service(number, '').rstrip('.')} 30 IN A 10.9.{cluster}.1" for number in range(SERVICES)]
        made[f"cluster-{cluster:02}.local."] = _HEAD + "\n".join(lines) + "\n"
    return made


class World(Stage):
    """Two namespaces, knotd with `zones()`, and a server at a time; each load lasts `seconds`."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(folder, zones())
        self.seconds = seconds

    @contextmanager
    def serving(self, server: Server, corefile: str, first: Question) -> Iterator[Running]:
        """The server with this Corefile, up and answering `first` rightly; raises `NoAnswer`."""
        process, seconds = self.start(server, Scenario("", "", frozenset(), corefile, [first]))
        try:
            yield Running(process, seconds)
        finally:
            stop(process)

    @contextmanager
    def slow(self, port: int, delay: float) -> Iterator[None]:
        """An upstream at `UPSTREAMS[0]` that answers any question so many seconds late."""
        argv = [sys.executable, "-m", "bench.growth.slow", UPSTREAMS[0], str(port), f"{delay:g}"]
        process = self.far.start(argv, self.cores.upstream, cwd=_ROOT)
        try:
            yield
        finally:
            stop(process)

    def ask(self, questions: Sequence[Question], pace: Pace = PACE, seconds: float | None = None) -> Load:
        """These questions round and round, or once if `pace` says so."""
        scenario = Scenario("", "", frozenset(), "", questions)
        return self.load(scenario, _LONG if pace.once else seconds or self.seconds, pace)

    def cost(
        self, running: Running, questions: Sequence[Question], pace: Pace = PACE, seconds: float | None = None
    ) -> dict[str, float]:
        """Microseconds of processor time per answer of a server that is warmed up first, and how many went wrong."""
        self.ask(questions, pace, WARM_UP)
        before = cpu_seconds(running.process.pid)
        load = self.ask(questions, pace, seconds)
        spent = cpu_seconds(running.process.pid) - before
        wrong = load.lost + load.completed - load.good
        return {"cpu": 1e6 * spent / max(1, load.completed), "wrong": wrong, "rate": load.completed / load.seconds}


def shuffled(questions: Sequence[Question]) -> list[Question]:
    """The same in an order of their own, equal in each run: what was asked first is not found first in memory."""
    mixed = list(questions)
    Random(0).shuffle(mixed)
    return mixed
