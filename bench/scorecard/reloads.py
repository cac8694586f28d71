"""F5: a hundred reloads under load, one in five with a broken Corefile.

Reloads are asked for by SIGUSR1, and what became of each is read from the server's log.
"""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bench.load import Load
from bench.measure import Server
from bench.scorecard.canary import Tally
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import FORWARD, Background, Facts, Setting, failures

RELOADS = 100
BROKEN_EVERY = 5
WARM_UP = 10  # reloads before the start is noted: modules are loaded, buffers have grown
RATE = 1_000.0  # questions a second
PATIENCE = 10.0  # seconds for one reload
BROKEN = FORWARD.replace("forward", "forwrd")
COMPLETE, REFUSED = "Reloading complete", "SIGUSR1: starting with listener file descriptors"


@dataclass(frozen=True)
class Reloaded:
    """What was seen over all reloads."""

    done: int
    refused: int
    before: Facts
    after: Facts
    load: Load
    canary: Tally


def reloaded(seen: Reloaded) -> Outcome:
    """F5 from what was seen."""
    broken = RELOADS // BROKEN_EVERY
    descriptors, threads = (
        f"{name} {getattr(seen.before, name)}, then {getattr(seen.after, name)}" for name in ("descriptors", "threads")
    )
    measured = (
        f"{seen.done} done, {seen.refused} refused, {failures(seen.load)} of {seen.load.sent:,} lost or wrong, "
        f"{seen.canary}; {descriptors}; {threads}"
    )
    flat = seen.after.descriptors <= seen.before.descriptors and seen.after.threads <= seen.before.threads
    lossless = failures(seen.load) == 0 and seen.load.sent > 0 and seen.canary.perfect
    return Outcome(measured, flat and lossless and (seen.done, seen.refused) == (RELOADS - broken, broken))


def play_reloads(setting: Setting, server: Server) -> Outcome:
    """F5: one reload after the other, each as soon as the one before is through."""
    path, log = setting.folder / "Corefile", setting.folder / "stdout"
    with open(log, "wb") as stdout, setting.serving(server, stdout=stdout) as process:
        setting.ask(1.0, RATE)
        for number in range(WARM_UP):
            _reload(process, path, log, f"{FORWARD}# {number}\n")
        with setting.canary() as canary:
            before, begin = Facts.of(process.pid), _said(log)
            with Background(setting, RATE) as load:
                for number in range(1, RELOADS + 1):
                    corefile = FORWARD if number % BROKEN_EVERY else BROKEN
                    _reload(process, path, log, f"{corefile}# {number}\n")
            after, end = Facts.settled(process.pid, before), _said(log)
        done, refused = (later - earlier for later, earlier in zip(end, begin, strict=True))
    return reloaded(Reloaded(done, refused, before, after, load.total, canary.tally))


def _reload(process: subprocess.Popen[bytes], path: Path, log: Path, corefile: str) -> None:
    """Ask for a reload, and wait until the log tells its end; what never ends shows in the counts."""
    before = _said(log)
    path.write_text(corefile)
    process.send_signal(signal.SIGUSR1)
    end = time.monotonic() + PATIENCE
    while _said(log) == before and time.monotonic() < end:
        time.sleep(0.005)


def _said(log: Path) -> tuple[int, int]:
    """How many reloads the log has told, and how many it has refused."""
    text = log.read_text(errors="replace")
    return text.count(COMPLETE), text.count(REFUSED)
