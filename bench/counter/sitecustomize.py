"""Counts the bytecode instructions of the Python process that finds this folder on its PYTHONPATH; for `bench.profile`.

It begins when the first SIGPROF comes. Unlike seconds, what it counts does not depend on who else uses the machine; it
makes the server slower by far.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections import Counter
from types import CodeType, FrameType
from typing import Any

_counts: Counter[CodeType] = Counter()


def _begin(number: int, frame: FrameType | None) -> None:
    sys.settrace(_enter)


def _enter(frame: FrameType, event: str, argument: Any) -> Any:
    frame.f_trace_opcodes, frame.f_trace_lines = True, False
    return _step


def _step(frame: FrameType, event: str, argument: Any) -> Any:
    if event == "opcode":
        _counts[frame.f_code] += 1
    return _step


def _write(path: str) -> None:
    sys.settrace(None)
    with open(path, "w") as out:
        for code, count in _counts.items():
            file = os.path.basename(code.co_filename)
            out.write(f"{getattr(code, 'co_qualname', code.co_name)} ({file}:{code.co_firstlineno}) {count}\n")


if "BENCH_SAMPLES" in os.environ:
    # Out of the environment, or the server's own children would write over this.
    atexit.register(_write, os.environ.pop("BENCH_SAMPLES"))
    signal.signal(signal.SIGPROF, _begin)
