"""Measures what a check costs: kubeadm's Corefile as a whole process, many server blocks, and mutants of real files.

Run as `python -m bench.check_cost`; it ends with 1 when one takes longer than was asked for, or is no report at all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bench.corefile_linear import FEW, text
from pydns_host.check.engine import Engine
from pydns_host.check.settings import Settings
from pydns_host.check.sources.paths import Inputs
from pydns_host.registry import Registry
from tests.pydns_host.check.mutants import CORPUS, mutant

KUBEADM = CORPUS / "k8s-kubeadm.Corefile"
PROCESS, MUTANT = 0.3, 1.0  # seconds that were asked for, at most
GROWTH = 2.5  # times the time for twice the blocks


def process(file: Path) -> tuple[float, float]:
    """Seconds until `pydns-host check` has ended on a file: by the clock, and of CPU time."""
    before, begun = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "pydns_host", "check", "--no-files", str(file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ended, after = time.perf_counter(), os.times()
    return ended - begun, after.children_user - before.children_user + after.children_system - before.children_system


def checking(corefile: str, engine: Engine) -> float:
    """Seconds of CPU time for one text in this process."""
    inputs = Inputs({"Corefile": corefile})
    begun = time.process_time()
    reports = engine.check(inputs.documents(), {"Corefile": Settings()})
    seconds = time.process_time() - begun
    if any(found.code == "CF203" for report in reports for found in report.diagnostics):
        raise SystemExit(f"a plugin failed on this Corefile:\n{corefile}")
    return seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each cost beside what was asked for; 0 when all are at most that."""
    parser = argparse.ArgumentParser(prog="python -m bench.check_cost", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mutants", type=int, default=10_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "Corefile"
        copy.write_text(KUBEADM.read_text())
        clock, cpu = min(process(copy) for _ in range(options.rounds))
    print(f"kubeadm's Corefile, whole process: {clock:.3f} s, {cpu:.3f} s of CPU time (asked: at most {PROCESS})")
    engine = Engine(Registry(), {})
    one, two = (min(checking(text(blocks), engine) for _ in range(options.rounds)) for blocks in (FEW, 2 * FEW))
    print(f"{FEW:,} server blocks: {one:.2f} s; twice as many: {two / one:.1f} times that (asked: at most {GROWTH})")
    random = Random(options.mutants)
    worst = max((checking(mutant(random), engine) for _ in range(options.mutants)), default=0.0)
    print(f"{options.mutants:,} mutants without a fault, the slowest: {worst:.2f} s (asked: at most {MUTANT})")
    return 0 if clock <= PROCESS and two <= GROWTH * one and worst <= MUTANT else 1


if __name__ == "__main__":
    sys.exit(main())
