"""Measures how the time to read a Corefile grows: 1,000 server blocks, then 10,000.

Run as `python -m bench.corefile_linear`; it ends with 1 when ten times the blocks take more than ten times as long.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

FEW, MANY = 1_000, 10_000
BLOCK = """\
zone{number:05}.example.org:1053 {{
    import common
    log {{
        class error   # the rest is of no interest
    }}
    forward . 10.0.0.1 "10.0.0.2" {{
        policy {{$POLICY}}
    }}
}}
"""


def text(blocks: int) -> str:
    """A Corefile with so many server blocks, each with options, a comment, a variable and an import."""
    return "(common) {\n    errors\n}\n" + "".join(BLOCK.format(number=number) for number in range(blocks))


def seconds(corefile: Path) -> float:
    """CPU time of `python -m corefile` for one file, its start included."""
    before = os.times()
    environment = os.environ | {"POLICY": "random"}
    subprocess.run([sys.executable, "-m", "corefile", str(corefile)], check=True, env=environment)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the least of several times for each size, in turns, and their ratio; 0 when it is at most ten."""
    parser = argparse.ArgumentParser(prog="python -m bench.corefile_linear", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args(arguments).rounds
    with tempfile.TemporaryDirectory() as folder:
        files = {blocks: Path(folder) / f"Corefile.{blocks}" for blocks in (FEW, MANY)}
        for blocks, file in files.items():
            file.write_text(text(blocks))
        times = [{blocks: seconds(file) for blocks, file in files.items()} for _ in range(rounds)]
    least = {blocks: min(each[blocks] for each in times) for blocks in files}
    for blocks, value in least.items():
        print(f"{blocks:6,} blocks: {value:6.2f} s of CPU time")
    ratio = least[MANY] / least[FEW]
    print(f"ratio: {ratio:.1f} (asked: at most {MANY // FEW})")
    return 0 if ratio <= MANY // FEW else 1


if __name__ == "__main__":
    sys.exit(main())
