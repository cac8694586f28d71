"""F7: workers killed under load, one after the other, and how soon their successors are ready.

What a worker is, only its server knows; here it is a child process.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.load import Load
from bench.measure import Server
from bench.scorecard.canary import Tally
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import FORWARD, Background, Setting, failures

KILLS = 50
WORKERS = 2
SOON = 1.0  # seconds until a successor is ready
RATE = 1_000.0  # questions a second
IN_FLIGHT = 4  # questions that a worker has taken at any time: its half of the rate, for 8 ms each
EVERY = 0.6  # seconds between kills; those of the same worker are further apart
PATIENCE = 10.0  # seconds for a successor
READY = FORWARD.replace("{\n", "{\n  ready\n")


@dataclass(frozen=True)
class Killed:
    """What was seen: the seconds until each successor was ready, and the load and canary meanwhile."""

    successors: Sequence[float]
    load: Load
    canary: Tally


def killed(seen: Killed) -> Outcome:
    """F7 from what was seen; the canary may lose one question a kill, as it has no more in flight."""
    lost, slowest = failures(seen.load), max(seen.successors, default=PATIENCE)
    answered = sum(probe.right for probe in seen.canary.probes)
    measured = (
        f"{len(seen.successors)} killed, {lost} of {seen.load.sent:,} lost (at most {IN_FLIGHT * KILLS:,}), "
        f"a successor after {slowest:.2f} s at most; {seen.canary}"
    )
    few = seen.load.sent > 0 and lost <= IN_FLIGHT * KILLS and len(seen.canary.probes) - answered <= KILLS
    return Outcome(measured, few and len(seen.successors) == KILLS and slowest <= SOON)


def play_killed(setting: Setting, server: Server) -> Outcome:
    """F7: the elder of two workers is killed with SIGKILL, again and again."""
    several = replace(server, command=f"{server.command} -workers {WORKERS}")
    successors: list[float] = []
    with setting.serving(several, READY) as process:
        _wait_until_ready(setting, process, set())
        with setting.canary() as canary, Background(setting, RATE) as load:
            for _ in range(KILLS):
                begin = time.monotonic()
                eldest = _children(process)[0]
                os.kill(eldest, signal.SIGKILL)
                if not _wait_until_ready(setting, process, {eldest}):
                    break
                successors.append(time.monotonic() - begin)
                time.sleep(max(0.0, EVERY - successors[-1]))
    return killed(Killed(successors, load.total, canary.tally))


def _children(process: subprocess.Popen[bytes]) -> list[int]:
    """The workers, in the order in which they began."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def _wait_until_ready(setting: Setting, process: subprocess.Popen[bytes], gone: set[int]) -> bool:
    """Wait for as many workers as there are to be, none of them one that is gone, and all of them ready."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        workers = _children(process)
        if len(workers) == WORKERS and gone.isdisjoint(workers) and setting.near.inside(_ready):
            return True
        time.sleep(0.01)
    return False


def _ready() -> bool:
    with socket.create_connection(("127.0.0.1", 8181), PATIENCE) as asked:
        asked.sendall(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return asked.recv(64).startswith(b"HTTP/1.1 200 ")
