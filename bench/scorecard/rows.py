"""The rows of the scorecard, in the order of the table: what each is, what it asks, and what plays it.

How a row is played and judged is in the module of its family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.measure import Server
from bench.scorecard import faults, fuzz, load, memory, packets, reloads, upstreams, workers
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import Setting

Play = Callable[[Setting, Server, Server | None], Outcome]


@dataclass(frozen=True)
class Row:
    """One promise. A row that is not played says in `instead` where it is kept, or why it is not."""

    name: str
    what: str
    asked: str
    play: Play | None = None
    instead: str = ""


def _alone(play: Callable[[Setting, Server], Outcome]) -> Play:
    """A row for which no reference is needed."""
    return lambda setting, server, reference: play(setting, server)


_OWN_CANARY = "canary 100%"
ROWS = (
    Row("L1", "half of the own peak, UDP", f"nothing lost, {_OWN_CANARY}", _alone(load.play_half)),
    Row(
        "L2",
        "twice the peak",
        "no crash, under 170 MiB, 80% of the peak served, canary back within 2 s",
        _alone(load.play_twice),
    ),
    Row(
        "L3",
        "1,000 idle and 100 active TCP connections, 10,000 opened and closed",
        "no error on the active ones, descriptors back to the start",
        _alone(load.play_crowd),
    ),
    Row("F1", "a lying upstream", "the expected rcode in the expected time", instead="tests/pydns_host/upstream"),
    Row(
        "F2",
        "one of two upstreams dies under load",
        "failures no more than max_fails x in flight",
        _alone(upstreams.play_death),
    ),
    Row("F4", "64 descriptors", f"{_OWN_CANARY}, no busy loop", _alone(faults.play_descriptors)),
    Row(
        "F5",
        "100 reloads under load, one in five broken",
        "nothing lost, broken ones refused, descriptors and threads flat",
        _alone(reloads.play_reloads),
    ),
    Row("F6", "SIGTERM with 100 slow queries in flight", "each answered, exit 0", _alone(upstreams.play_leaving)),
    Row(
        "F7",
        "kill -9 of one worker of two, 50 times, under load",
        "no more lost than in flight, a new one within 1 s",
        _alone(workers.play_killed),
    ),
    Row("F8", "stdout: full disk, closed pipe, stopped reader", "nothing lost", _alone(faults.play_stdout)),
    Row("F10", "a plugin raises, hangs, allocates", "only its query fails", _alone(faults.play_plugin)),
    Row("B1", "header verdicts over malformed packets", "all as the reference", packets.play_verdicts),
    Row(
        "B2",
        "fuzzed packets through the door and each plugin",
        "no uncaught exception, no packet over 10 ms",
        _alone(fuzz.play),
    ),
    Row("B3", "thousands of questions in a packet", "under 1 ms each", _alone(packets.play_worst)),
    Row("B4", "mutated Corefiles", "no traceback, under 1 s", instead="tests/pydns_host/check/test_hostile.py"),
    Row("M1", "soak", "no growth of memory, threads, descriptors after the first quarter", _alone(memory.play_soak)),
    Row("M2", "kubeadm's Corefile, one worker", "idle under 70 MiB, peak under 170 MiB", _alone(memory.play_kubeadm)),
)


def chosen(names: str | None) -> list[Row]:
    """The rows of a comma-separated list, or all; raises `OSError` for a name that no row has."""
    known = {row.name: row for row in ROWS}
    wanted = [name.strip().upper() for name in names.split(",")] if names else list(known)
    if unknown := [name for name in wanted if name not in known]:
        raise OSError(f"no row {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in wanted]
