"""The world in which every row is played: the benchmark's stage, with servers started in unusual ways.

What a row does there is in the families; nothing is judged here.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import measure, scenarios
from bench.load import UNDER_WAY, Load, Pace
from bench.measure import Server, Stage
from bench.namespaces import Output, stop
from bench.probe import wait_for
from bench.scorecard.canary import Canary

PAIR = ("10.10.0.1", "10.11.0.1")  # two more upstream addresses, for upstreams that a row may end
FORWARD = ".:53 {\n  forward . 10.8.0.1:53\n}\n"
# What is loaded to its limit: the upstream shares a core with the load, so it must not be what the limit hangs on.
CHAIN = ".:53 {\n  errors\n  log\n  cache 3600\n  forward . 10.8.0.1:53\n}\n"
CACHED = 1_000  # names
PEAK_SECONDS = 3.0
SETTLING = 15.0  # seconds; idle connections and upstream sockets are given back after 10


@dataclass(frozen=True)
class Facts:
    """What a server holds: resident memory in KiB, open descriptors, threads."""

    memory: int
    descriptors: int
    threads: int

    @classmethod
    def of(cls, leader: int) -> Facts:
        """Those of a server and its workers now."""
        pids = measure.session(leader)
        counts = [sum(len(list(Path("/proc", pid, what).iterdir())) for pid in pids) for what in ("fd", "task")]
        return cls(measure.memory(leader, "VmRSS"), *counts)

    @classmethod
    def settled(cls, leader: int, before: Facts) -> Facts:
        """Those of a server that was left alone: as soon as it holds no more than before, or after `SETTLING`."""
        end = time.monotonic() + SETTLING
        while (facts := cls.of(leader)).descriptors > before.descriptors and time.monotonic() < end:
            time.sleep(0.1)
        return facts


class Setting(Stage):
    """Namespaces, knotd with 10,000 hosts, and a server at a time."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(folder)
        self.seconds = seconds
        self.hosts = next(item for item in scenarios.scenarios() if item.name == "forward")
        self._peaks: dict[str, float] = {}

    def __enter__(self) -> Self:
        super().__enter__()
        for address in PAIR:
            network = address.rpartition(".")[0]
            self.near.ip(f"address add {network}.2/24 dev clusters")
            self.far.ip(f"address add {address}/24 dev clients")
        return self

    @contextmanager
    def serving(
        self,
        server: Server,
        corefile: str = FORWARD,
        wrap: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        stdout: Output = subprocess.DEVNULL,
    ) -> Iterator[subprocess.Popen[bytes]]:
        """The server with this Corefile, answering; `wrap` are words before its command, which must exec it."""
        path = self.folder / "Corefile"
        path.write_text(corefile)
        argv = [*wrap, *server.argv(path)]
        with open(self.folder / "stderr", "wb") as errors:
            process = self.near.start(
                argv, self.cores.server, {**server.env, **(env or {})}, stdout=stdout, stderr=errors
            )
        try:
            wait_for(self.near, "127.0.0.1", self.hosts.questions[0], process)
            yield process
        finally:
            stop(process)

    def canary(self) -> Canary:
        """A canary for the server that runs."""
        return Canary(self.near.udp("127.0.0.1", 53))

    def ask(self, seconds: float, rate: float | None = None, under_way: int = UNDER_WAY, names: int = 10_000) -> Load:
        """dnsperf over so many hosts."""
        return self.load(replace(self.hosts, questions=self.hosts.questions[:names]), seconds, Pace(under_way, rate))

    def peak(self, server: Server) -> float:
        """Answers a second of `CHAIN` from its cache, with as many questions as it can take; measured once."""
        if server.label not in self._peaks:
            with self.serving(server, CHAIN):
                self.ask(1.0, names=CACHED)
                load = self.ask(PEAK_SECONDS, names=CACHED)
            self._peaks[server.label] = load.completed / load.seconds
        return self._peaks[server.label]


@dataclass
class Background:
    """dnsperf again and again, a short run after the other, while the `with` block lasts; `total` adds them up."""

    setting: Setting
    rate: float
    seconds: float = 1.0
    names: int = 10_000
    _runs: list[Load] = field(default_factory=list)

    def __enter__(self) -> Background:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            self._runs.append(self.setting.ask(self.seconds, self.rate, names=self.names))

    @property
    def total(self) -> Load:
        """All runs as one; only the counts that rows judge."""
        good = sum(run.good for run in self._runs)
        sent, completed, lost = (
            sum(getattr(run, what) for run in self._runs) for what in ("sent", "completed", "lost")
        )
        return Load(sent, completed, lost, sum(run.seconds for run in self._runs), {"NOERROR": good})


def failures(load: Load) -> int:
    """Questions that got no answer or another than NOERROR."""
    return load.lost + load.completed - load.good
