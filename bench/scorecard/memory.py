"""M1 and M2: a soak, and what the server holds with the Corefile that kubeadm writes.

Load is light here; memory under too much of it is a row of `load`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.load import Load
from bench.measure import Server, peak_memory
from bench.scorecard.outcome import Outcome, mib
from bench.scorecard.setting import Background, Facts, Setting, failures

EVERY = 1.0  # seconds between two samples
SLACK = 0.02  # of the memory that may come and go
SLACK_DESCRIPTORS = 8  # upstream sockets come and go with the load
SHARE = 0.3  # of the peak, as load of the soak
NAMES = 10_000
IDLE = 70 * 1024  # KiB, what the add-on requests
PEAK = 170 * 1024  # KiB, what it may have at most
SOAKED = ".:53 {\n  errors\n  log\n  cache 5\n  forward . 10.8.0.1:53\n}\n"
_KUBEADM = (
    ("errors", "errors"),
    ("health", "health {\n    lameduck 5s\n  }"),
    ("ready", "ready"),
    ("prometheus", "prometheus :9153"),
    ("forward", "forward . {resolv} {{\n    max_concurrent 1000\n  }}"),
    ("cache", "cache 30 {\n    disable success cluster.local\n    disable denial cluster.local\n  }"),
    ("loop", "loop"),
    ("reload", "reload"),
    ("loadbalance", "loadbalance"),
)


@dataclass(frozen=True)
class Kubeadm:
    """What was seen with kubeadm's Corefile."""

    left_out: Sequence[str]  # plugins that the server does not have
    idle: int  # KiB
    peak: int
    cached: Load


def soak(samples: Sequence[Facts], load: Load) -> Outcome:
    """M1 from samples over the time: the last quarter against the second one, since the first fills caches."""
    quarter = len(samples) // 4
    if not quarter:
        return Outcome(f"{len(samples)} samples are too few", False)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]

    def most(part: Sequence[Facts], what: str) -> int:
        return max(int(getattr(facts, what)) for facts in part)

    memory, descriptors, threads = (
        (most(early, what), most(late, what)) for what in ("memory", "descriptors", "threads")
    )
    measured = (
        f"{len(samples)} samples under {load.completed / load.seconds:,.0f} q/s: memory {mib(memory[0])}, then "
        f"{mib(memory[1])}; descriptors {descriptors[0]}, then {descriptors[1]}; threads {threads[0]}, then "
        f"{threads[1]}; {failures(load)} of {load.sent:,} lost or wrong"
    )
    flat = memory[1] <= memory[0] * (1 + SLACK) and descriptors[1] <= descriptors[0] + SLACK_DESCRIPTORS
    return Outcome(measured, flat and threads[1] <= threads[0] and failures(load) == 0)


def kubeadm(seen: Kubeadm) -> Outcome:
    """M2 from what was seen."""
    without = f"; without {', '.join(seen.left_out)}" if seen.left_out else ""
    measured = f"idle {mib(seen.idle)}, peak {mib(seen.peak)} under {seen.cached.completed:,} answers{without}"
    return Outcome(measured, seen.idle < IDLE and seen.peak < PEAK and seen.cached.good >= NAMES)


def corefile(resolv: str, has: Callable[[str], bool]) -> tuple[str, list[str]]:
    """kubeadm's Corefile with the plugins that a server has, and the names of the others; `kubernetes` is never in."""
    lines = [text.format(resolv=resolv) if "{resolv}" in text else text for name, text in _KUBEADM if has(name)]
    body = "\n  ".join(lines)
    return f".:53 {{\n  {body}\n}}\n", ["kubernetes", *(name for name, _ in _KUBEADM if not has(name))]


def play_soak(setting: Setting, server: Server) -> Outcome:
    """M1: light load for `--seconds`, sampled each second."""
    rate = SHARE * setting.peak(server)
    samples = []
    with setting.serving(server, SOAKED) as process, Background(setting, rate, seconds=5.0) as load:
        end = time.monotonic() + setting.seconds
        while time.monotonic() < end:
            samples.append(Facts.of(process.pid))
            time.sleep(EVERY)
    return soak(samples, load.total)


def play_kubeadm(setting: Setting, server: Server) -> Outcome:
    """M2: idle, and then with 10,000 names in its cache."""
    resolv = setting.folder / "resolv.conf"
    resolv.write_text("nameserver 10.8.0.1\n")
    has = server.plugins()
    text, left_out = corefile(str(resolv), has.__contains__)
    with setting.serving(server, text) as process:
        time.sleep(2.0)
        idle = Facts.of(process.pid).memory
        load = setting.ask(5.0, names=NAMES)
        return kubeadm(Kubeadm(left_out, idle, peak_memory(process.pid), load))
