"""L1 to L3: half of the peak, twice the peak, and crowds of TCP connections.

What the clients of a crowd do is in `crowd`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from bench.load import Load
from bench.measure import Server, peak_memory
from bench.scorecard import crowd
from bench.scorecard.canary import Tally
from bench.scorecard.outcome import Outcome, mib
from bench.scorecard.setting import CACHED, CHAIN, Facts, Setting, failures

SECONDS = 8.0  # of load in a row
LEAST_OFFERED = 1.5  # times the peak; with less the row says nothing, since the load was the limit
LEAST_SERVED = 0.8  # of the peak, under twice the peak
MOST_MEMORY = 170 * 1024  # KiB, the limit that the DNS add-on of Kubernetes has
BACK = 2.0  # seconds until the canary is well again
AFTER = 3.0  # seconds of canary after the load
WAITING = 60_000  # questions that dnsperf may have under way, so that it goes on asking whoever does not answer


@dataclass(frozen=True)
class Over:
    """What was seen at twice the peak."""

    peak: float  # answers a second
    load: Load
    memory: int  # KiB, the largest
    alive: bool
    back: float | None  # seconds after the load


@dataclass(frozen=True)
class Crowded:
    """What was seen while crowds of connections came and went."""

    seen: crowd.Seen
    before: int  # descriptors
    after: int
    canary: Tally


def half(load: Load, canary: Tally) -> Outcome:
    """L1 from its load and canary."""
    measured = f"{load.completed / load.seconds:,.0f} q/s, {failures(load)} of {load.sent:,} lost or wrong, {canary}"
    return Outcome(measured, failures(load) == 0 and load.sent > 0 and canary.perfect)


def twice(seen: Over) -> Outcome:
    """L2 from what was seen."""
    served = seen.load.good / seen.load.seconds / seen.peak
    offered = seen.load.sent / seen.load.seconds / seen.peak
    back = "not back" if seen.back is None else f"back after {max(0.0, seen.back):.1f} s"
    life = "" if seen.alive else ", ENDED"
    measured = f"offered {offered:.1f} of the peak, served {served:.0%}, {mib(seen.memory)}, canary {back}{life}"
    survived = seen.alive and seen.memory <= MOST_MEMORY and seen.back is not None and seen.back <= BACK
    if survived and offered < LEAST_OFFERED:
        return Outcome(f"{measured}; the load's core could offer no more", None)
    return Outcome(measured, survived and served >= LEAST_SERVED)


def crowded(seen: Crowded) -> Outcome:
    """L3 from what was seen."""
    measured = (
        f"{seen.seen.answered:,} answers on {seen.seen.active} active, {seen.seen.errors} errors, "
        f"{seen.seen.opened:,} opened ({seen.seen.refused} refused); descriptors {seen.before}, then {seen.after}; "
        f"{seen.canary}"
    )
    quiet = seen.seen.errors == 0 and seen.seen.refused == 0 and seen.seen.answered > 0
    return Outcome(measured, quiet and seen.after <= seen.before and seen.canary.perfect)


def play_half(setting: Setting, server: Server) -> Outcome:
    """L1: half of what it can take, while the canary asks."""
    peak = setting.peak(server)
    with setting.serving(server, CHAIN):
        setting.ask(1.0, peak / 2, names=CACHED)
        with setting.canary() as canary:
            load = setting.ask(SECONDS, peak / 2, names=CACHED)
    return half(load, canary.tally)


def play_twice(setting: Setting, server: Server) -> Outcome:
    """L2: twice what it can take, and the time after it."""
    peak = setting.peak(server)
    with setting.serving(server, CHAIN) as process:
        setting.ask(1.0, peak / 2, names=CACHED)
        with setting.canary() as canary:
            load = setting.ask(SECONDS, 2 * peak, WAITING, CACHED)
            end = canary.clock()
            time.sleep(AFTER)
        alive = process.poll() is None
        memory = peak_memory(process.pid)
    return twice(Over(peak, load, memory, alive, canary.tally.back(end)))


def play_crowd(setting: Setting, server: Server) -> Outcome:
    """L3: 1,000 connections idle, 100 active, 10,000 that come and go."""
    with setting.serving(server) as process:
        setting.ask(1.0, 200.0)
        with setting.canary() as canary:
            before = Facts.of(process.pid)
            seen = setting.near.inside(lambda: crowd.play(("127.0.0.1", 53), crowd.Size()))
            after = Facts.settled(process.pid, before)
    return crowded(Crowded(seen, before.descriptors, after.descriptors, canary.tally))
