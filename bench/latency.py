"""How long answers take at half the reference's peak: the same rate for both servers, every answer's time by dnsperf.

A server that is cheap on average may still keep some questions waiting; what it costs on average is `measure`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from bench import load
from bench.load import LoadError, Pace
from bench.measure import WARM_UP, Server, Stage
from bench.namespaces import stop
from bench.scenarios import Scenario

SHARE = 0.5  # of the peak
PEAK_SECONDS = 2.0
_ANSWER = re.compile(r"^> [A-Z0-9]+ \S+ \S+ (\d+\.\d+)$", re.MULTILINE)
_HEADS = ("scenario", "q/s asked", "p50 ms", "ref. p50 ms", "p99 ms", "ref. p99 ms", "p99 ratio", "lost", "ref. lost")


@dataclass(frozen=True)
class Latency:
    """Of one run: milliseconds that half and 99 in 100 of the answers took at most, and questions without one."""

    half: float
    most: float
    lost: int


@dataclass
class Compared:
    """One scenario: the rate that was asked, and the runs of both servers, by label."""

    scenario: str
    rate: float
    runs: dict[str, list[Latency]] = field(default_factory=dict)


def times(said: str) -> list[float]:
    """Seconds that each answer took, from what dnsperf prints with -v, in order of size."""
    return sorted(map(float, _ANSWER.findall(said)))


def share(ordered: Sequence[float], part: float) -> float:
    """The time that this part of the answers took at most (nearest rank); `ordered` has at least one."""
    return ordered[max(0, ceil(part * len(ordered)) - 1)]


def _run(stage: Stage, server: Server, scenario: Scenario, seconds: float, rate: float) -> Latency:
    process, _ = stage.start(server, scenario)
    try:
        stage.load(scenario, WARM_UP, Pace(rate=rate))
        said = stage.folder / "latencies"
        with open(said, "wb") as out:
            argv = [*load.command(stage.folder / "questions", seconds, Pace(rate=rate)), "-v"]
            asking = stage.near.start(argv, stage.cores.load, stdout=out)
            asking.wait(seconds + 30)
        return _read(said)
    finally:
        stop(process)


def _read(path: Path) -> Latency:
    said = path.read_text(errors="replace")
    summary = load.parse(said)
    if not (ordered := times(said)):
        raise LoadError("no answer at all")
    return Latency(1000 * share(ordered, 0.5), 1000 * share(ordered, 0.99), summary.lost)


def _peak(stage: Stage, server: Server, scenario: Scenario) -> float:
    process, _ = stage.start(server, scenario)
    try:
        stage.load(scenario, WARM_UP)
        done = stage.load(scenario, PEAK_SECONDS)
        return done.completed / done.seconds
    finally:
        stop(process)


def compare(stage: Stage, scenario: Scenario, servers: Sequence[Server], seconds: float, rounds: int) -> Compared:
    """Both servers in turns, at half the peak of the last one; raises `NoAnswer` or `LoadError`."""
    rate = SHARE * _peak(stage, servers[-1], scenario)
    compared = Compared(scenario.name, rate, {server.label: [] for server in servers})
    for _round in range(rounds):
        for server in servers:
            compared.runs[server.label].append(_run(stage, server, scenario, seconds, rate))
    return compared


def render(all: Sequence[Compared]) -> str:
    """A table in Markdown: the best round's times, since neighbours on the machine only add, and the sum of the lost.

    A ratio over 1 is in the server's favour.
    """
    rows = [_HEADS, ("---", *("---:" for _ in _HEADS[1:])), *(_row(one) for one in all)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(one: Compared) -> tuple[str, ...]:
    both = [one.runs.get(label, []) for label in ("server", "reference")]
    most = [min(run.most for run in runs) if runs else 0.0 for runs in both]
    return (
        one.scenario,
        f"{one.rate:.0f}",
        *(f"{min(run.half for run in runs):.2f}" if runs else "-" for runs in both),
        *(f"{figure:.2f}" if figure else "-" for figure in most),
        f"**{most[1] / most[0]:.2f}**" if all(most) else "-",
        *(f"{sum(run.lost for run in runs)}" if runs else "-" for runs in both),
    )
