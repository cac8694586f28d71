"""Which modules a command loads, seen in a process of its own. What commands print is tested beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Loaded(NamedTuple):
    """The status of a command, those of the modules asked for that it has loaded, and what it printed."""

    status: int
    modules: list[str]
    printed: str


def loaded_by(arguments: Sequence[str], modules: Sequence[str]) -> Loaded:
    """Run a command; it must say nothing on standard error."""
    code = (
        "import sys; from pydns_host.cli import main; status = main(sys.argv[1:]);"
        f"print(status, *[name for name in {tuple(modules)!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = ran.stderr.splitlines()
    status, *found = line.split()
    return Loaded(int(status), found, ran.stdout)
