"""Samples the stacks of the Python process that finds this folder on its PYTHONPATH; for `python -m bench --profile`.

It begins when the first SIGPROF comes. From then on the signal comes by processor time, so waiting is not counted;
at exit the stacks are written folded.
"""

from __future__ import annotations

import atexit
import os
import signal
from collections import Counter
from types import FrameType

_INTERVAL = 0.001
_stacks: Counter[str] = Counter()


def _begin(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGPROF, _sample)
    signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)


def _sample(number: int, frame: FrameType | None) -> None:
    names: list[str] = []
    while frame is not None:
        code = frame.f_code
        names.append(f"{code.co_qualname} ({os.path.basename(code.co_filename)}:{code.co_firstlineno})")
        frame = frame.f_back
    _stacks[";".join(reversed(names))] += 1


def _write(path: str) -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    with open(path, "w") as out:
        out.writelines(f"{stack} {count}\n" for stack, count in _stacks.items())


if "BENCH_SAMPLES" in os.environ:
    # Out of the environment, or the server's own children would write over this.
    atexit.register(_write, os.environ.pop("BENCH_SAMPLES"))
    signal.signal(signal.SIGPROF, _begin)
