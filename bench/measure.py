"""One turn: start a server on its core, warm it up, load it, and read what it used.

Which turns are taken, and what becomes of their numbers, is for `__main__` and `table`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench import knot, load, scenarios
from bench.load import PACE, Load, Pace
from bench.namespaces import Namespace, join, stop
from bench.probe import wait_for
from bench.scenarios import Scenario

WARM_UP = 1.0  # seconds of load before anything is counted: caches fill, connections open
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server under test: its label in the table, its command with `{corefile}`, and more environment."""

    label: str
    command: str
    env: dict[str, str]

    def argv(self, corefile: Path) -> list[str]:
        """The words that serve this Corefile."""
        return [word.replace("{corefile}", str(corefile)) for word in shlex.split(self.command)]

    def plugins(self) -> set[str]:
        """The plugins it says it has (`-plugins`: a name a line, in some versions with `dns.` before it).

        Raises `OSError` if it does not say.
        """
        words = [word for word in shlex.split(self.command) if word not in ("-conf", "{corefile}")]
        said = subprocess.run([*words, "-plugins"], capture_output=True, text=True, check=False)
        if said.returncode:
            raise OSError(f"the {self.label} does not list its plugins: {said.stderr.strip() or said.returncode}")
        return {line.strip().removeprefix("dns.") for line in said.stdout.splitlines()}


@dataclass(frozen=True)
class Turn:
    """What one turn measured."""

    server: str
    scenario: str
    load: Load
    cpu: float  # seconds of processor time, user and system, while the load ran
    peak: int  # KiB, the largest resident size since the start
    first_answer: float  # seconds from the start of the process
    idle: float  # share of the run for which the server's core had nothing to do, 0 to 1
    load_idle: float  # the same of the load's core

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.load.completed / self.load.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor time per answer."""
        return 1e6 * self.cpu / max(1, self.load.completed)


@dataclass(frozen=True)
class Cores:
    """Which core each part has; load and upstream share one where there are only two."""

    server: int
    load: int
    upstream: int

    @classmethod
    def pick(cls) -> Cores:
        """The first cores that this process may use; raises `OSError` if there is only one."""
        allowed = sorted(os.sched_getaffinity(0))
        if len(allowed) < 2:
            raise OSError("two cores are needed: one for the server, one for the load")
        return cls(allowed[0], allowed[1], allowed[2 % len(allowed)] if len(allowed) > 2 else allowed[1])


class Stage:
    """The two namespaces and the upstream, set up once for a whole run; a context manager."""

    def __init__(self, folder: Path, zones: Mapping[str, str] | None = None, spread: bool = False) -> None:
        """With `spread` nothing is pinned: a server with workers, the load and the upstream share all cores."""
        self.folder = folder
        self._spread = spread
        self.zones = scenarios.zones() if zones is None else zones
        self.cores = Cores.pick()
        self.near, self.far = Namespace(), Namespace()

    def __enter__(self) -> Self:
        join(self.near, self.far, dict(zip(scenarios.CLIENTS, scenarios.UPSTREAMS, strict=True)))
        knot.start(self.far, self.folder / "knot", scenarios.UPSTREAMS, self.zones, self._pin(self.cores.upstream))
        return self

    def __exit__(self, *_: object) -> None:
        self.near.__exit__(None, None, None)
        self.far.__exit__(None, None, None)

    def _pin(self, core: int) -> int | None:
        return None if self._spread else core

    def start(self, server: Server, scenario: Scenario) -> tuple[subprocess.Popen[bytes], float]:
        """The server, up and answering rightly, and the seconds that took; raises `NoAnswer`."""
        corefile = self.folder / "Corefile"
        corefile.write_text(scenario.corefile)
        with open(self.folder / "stderr", "wb") as errors:
            begin = time.monotonic()
            process = self.near.start(server.argv(corefile), self._pin(self.cores.server), server.env, stderr=errors)
        wait_for(self.near, "127.0.0.1", scenario.questions[0], process)
        return process, time.monotonic() - begin

    def load(self, scenario: Scenario, seconds: float, pace: Pace = PACE) -> Load:
        """Questions of this scenario for so many seconds, at this pace."""
        questions = self.folder / "questions"
        load.write_questions(scenario, questions)
        return load.run(self.near, questions, seconds, self._pin(self.cores.load), pace)

    def turn(self, server: Server, scenario: Scenario, seconds: float, pace: Pace = PACE) -> Turn:
        """One turn of one server; raises `NoAnswer` or `LoadError`."""
        process, first_answer = self.start(server, scenario)
        try:
            self.load(scenario, WARM_UP, pace)
            cpu, idle, load_idle = cpu_seconds(process.pid), core_idle(self.cores.server), core_idle(self.cores.load)
            done = self.load(scenario, seconds, pace)
            return Turn(
                server.label,
                scenario.name,
                done,
                cpu_seconds(process.pid) - cpu,
                peak_memory(process.pid),
                first_answer,
                (core_idle(self.cores.server) - idle) / done.seconds,
                (core_idle(self.cores.load) - load_idle) / done.seconds,
            )
        finally:
            stop(process)

    def last_words(self) -> str:
        """What the last server wrote to its stderr, at most the last lines."""
        return "\n".join((self.folder / "stderr").read_text(errors="replace").splitlines()[-5:])


def session(leader: int) -> list[str]:
    """The processes of a server: workers too, since each server leads a session of its own."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (words := _stat(entry.name)) and int(words[3]) == leader:
            found.append(entry.name)
    return found


def _stat(pid: str) -> list[str]:
    """The fields of /proc/PID/stat from the third on (the second may hold blanks); empty if it is gone."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(leader: int) -> float:
    """User and system time of a server so far, in seconds."""
    fields = (_stat(pid) for pid in session(leader))
    return sum((int(words[11]) + int(words[12])) / _TICK for words in fields if words)


def core_idle(core: int) -> float:
    """Seconds since boot for which a core had nothing to do."""
    rows = (line.split() for line in Path("/proc/stat").read_text().splitlines())
    return next((int(row[4]) + int(row[5])) / _TICK for row in rows if row[0] == f"cpu{core}")


def peak_memory(leader: int) -> int:
    """The sum of VmHWM over a server's processes, in KiB."""
    return memory(leader, "VmHWM")


def memory(leader: int, field: str) -> int:
    """The sum of a field of /proc/PID/status, such as VmRSS, over a server's processes, in KiB."""
    total = 0
    for pid in session(leader):
        for line in Path("/proc", pid, "status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                total += int(line.split()[1])
    return total
