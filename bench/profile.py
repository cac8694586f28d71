"""Where the time goes: stacks sampled while a server is under load, as folded lines and as a list of hot spots.

Folded lines ("outer;inner COUNT") are what flame graph tools read; `python -m bench.profile --svg FILE` writes a flame
graph, which `flame` draws.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import flame
from bench.measure import WARM_UP, Server, Stage
from bench.namespaces import stop
from bench.scenarios import Scenario, scenarios

Folded = Counter[tuple[str, ...]]
_HERTZ = 997  # a prime, so that nothing periodic hides between two samples
_SAMPLER = Path(__file__).parent / "sampler"
_COUNTER = Path(__file__).parent / "counter"
_ADDRESS = re.compile(r"^\s*[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \(.*\)$")


@dataclass(frozen=True)
class Profiler:
    """One way to sample: what it needs, what it adds to the server's environment, and how it records.

    `unit` is of what it counts; where that is done without leaving any out, `per_answer` is worth telling.
    """

    tool: str | None
    env: Mapping[str, str]
    record: Callable[[int, float, Path], subprocess.Popen[bytes] | None]
    read: Callable[[Path], Folded]
    unit: str = "samples"
    per_answer: bool = False


def _py_spy(pid: int, seconds: float, out: Path) -> subprocess.Popen[bytes]:
    argv = ["py-spy", "record", "--pid", str(pid), "--duration", f"{seconds:.0f}", "--rate", str(_HERTZ)]
    return subprocess.Popen([*argv, "--format", "raw", "--output", str(out)], stdout=subprocess.DEVNULL)


def _perf(pid: int, seconds: float, out: Path) -> subprocess.Popen[bytes]:
    argv = ["perf", "record", "-q", "-F", str(_HERTZ), "-g", "-p", str(pid), "-o", str(out)]
    return subprocess.Popen([*argv, "--", "sleep", f"{seconds:g}"], stderr=subprocess.DEVNULL)


def _signal(pid: int, seconds: float, out: Path) -> None:
    """The sampler inside the server begins with its first signal, so the start is not in it; it writes at the end."""
    os.kill(pid, signal.SIGPROF)


def _read_perf(path: Path) -> Folded:
    """The stacks of `perf script`: innermost frame first, an empty line between two samples."""
    said = subprocess.run(["perf", "script", "-i", str(path)], capture_output=True, text=True, check=True).stdout
    stacks: Folded = Counter()
    for sample in said.split("\n\n"):
        frames = [found[1] for line in sample.splitlines() if (found := _ADDRESS.match(line))]
        if frames:
            stacks[tuple(reversed(frames))] += 1
    return stacks


def read_folded(path: Path) -> Folded:
    """Stacks from folded lines."""
    stacks: Folded = Counter()
    for line in path.read_text().splitlines():
        frames, _, count = line.rpartition(" ")
        stacks[tuple(frames.split(";"))] += int(count)
    return stacks


PROFILERS = {
    "py-spy": Profiler("py-spy", {}, _py_spy, read_folded),
    # Python names its functions for perf from 3.12 on, when asked; before, perf shows the interpreter's own.
    "perf": Profiler("perf", {"PYTHONPERFSUPPORT": "1"}, _perf, _read_perf),
    "sampler": Profiler(None, {"PYTHONPATH": str(_SAMPLER)}, _signal, read_folded),
    "bytecode": Profiler(None, {"PYTHONPATH": str(_COUNTER)}, _signal, read_folded, "bytecode instructions", True),
}


def pick(wanted: str) -> str:
    """The profiler to use; for "auto" the one that names Python's functions and is there."""
    if wanted != "auto":
        return wanted
    return "py-spy" if shutil.which("py-spy") else "sampler"


def profile(stage: Stage, server: Server, scenario: Scenario, seconds: float, name: str, out: Path) -> str:
    """Run one scenario under the profiler `name`, write folded stacks to `out`, and return the hot spots as text."""
    profiler = PROFILERS[name]
    if profiler.tool and not shutil.which(profiler.tool):
        raise OSError(f"{profiler.tool} is not installed")
    raw = out.with_suffix(".raw")
    env = {**server.env, **profiler.env, "BENCH_SAMPLES": str(raw)}
    if "PYTHONPATH" in profiler.env and "PYTHONPATH" in os.environ:
        env["PYTHONPATH"] += os.pathsep + os.environ["PYTHONPATH"]
    process, _ = stage.start(replace(server, env=env), scenario)
    try:
        stage.load(scenario, WARM_UP)
        recorder = profiler.record(process.pid, seconds, raw)
        load = stage.load(scenario, seconds)
        if recorder:
            recorder.wait(60)
    finally:
        stop(process)
    if not raw.exists():
        raise OSError(f"{name} recorded nothing; the sampler needs a server that runs in CPython")
    stacks = profiler.read(raw)
    raw.unlink()
    out.write_text("".join(f"{';'.join(stack)} {count}\n" for stack, count in stacks.most_common()))
    answers = load.completed if profiler.per_answer else 0
    return hot_spots(stacks, profiler.unit, answers)


def hot_spots(stacks: Folded, unit: str = "samples", answers: int = 0, rows: int = 20) -> str:
    """The functions with most of their own, and with most in all, in percent; and how much an answer took, if told."""
    alone: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for stack, count in stacks.items():
        alone[stack[-1]] += count
        within.update(dict.fromkeys(stack, count))
    total = max(1, sum(stacks.values()))
    lines = [f"{total} {unit}{f', {total / answers:,.0f} an answer' if answers else ''}", ""]
    lines.append("  of its own   in all  function")
    lines += [
        f"{100 * count / total:11.1f}% {100 * within[frame] / total:7.1f}%  {frame}"
        for frame, count in alone.most_common(rows)
    ]
    lines += ["", "      in all  function"]
    lines += [f"{100 * count / total:11.1f}%  {frame}" for frame, count in within.most_common(rows)]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Profile a server in one scenario, print its hot spots, and write the flame graph where asked to."""
    known = {scenario.name: scenario for scenario in scenarios()}
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description="Tell where a server's time goes.")
    parser.add_argument("--server", default="pydns-host -conf {corefile}", help="command (default: %(default)s)")
    parser.add_argument("--scenario", default="cache", choices=known, help="what is asked (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load (default: %(default)s)")
    parser.add_argument("--profiler", default="auto", choices=["auto", *PROFILERS])
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write a flame graph")
    options = parser.parse_args(argv)
    scenario, name = known[options.scenario], pick(options.profiler)
    try:
        with tempfile.TemporaryDirectory() as folder, Stage(Path(folder)) as stage:
            folded = Path(folder) / "stacks"
            server = Server("server", options.server, {})
            print(profile(stage, server, scenario, options.seconds, name, folded))
            if options.svg:
                stacks = read_folded(folded)
                options.svg.write_text(flame.svg(stacks, f"{scenario.name}: {sum(stacks.values())} samples ({name})"))
    except OSError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
