"""How many workers there are to be: what the command line says, else the Corefile, and what the machine has.

That they come up is the supervisor's business.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

from pydns_host.assemble import Plan
from pydns_host.block import AS_MANY_AS_CORES

OTHER_NUMBER = "plugin/multisocket: another number of workers takes effect at the next start; now there are {}"
_CGROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def workers(given: int | None, plan: Plan) -> int:
    """The number that was given on the command line, or the greatest of any `multisocket`, or 1."""
    wanted = [planned.block.sockets for planned in plan.blocks] if given is None else [given]
    return max(cores() if number == AS_MANY_AS_CORES else number for number in (*wanted, 1))


def cores(cgroups: Path = _CGROUPS, own: Path = _OWN) -> int:
    """The processors that this process may use: those it is allowed to run on, within what a container may take.

    As Go's GOMAXPROCS, which is what the reference goes by: a limit of processor time is rounded up, and to 2 at least;
    the variable of that name counts more than either.
    """
    chosen = os.environ.get("GOMAXPROCS", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen) > 0:
        return int(chosen)
    allowed = len(os.sched_getaffinity(0))
    limit = _limit(cgroups, own)
    return allowed if limit is None else min(allowed, max(2, math.ceil(limit)))


def _limit(cgroups: Path, own: Path) -> float | None:
    """Processors' worth of time that the control groups of this process allow; the smallest on the way up counts."""
    try:
        path = own.read_text().rpartition("0::/")[2].splitlines()[0]
    except (OSError, IndexError):
        return None
    limits = []
    for folder in (cgroups / path, *(cgroups / path).parents):
        try:
            quota, period = (folder / "cpu.max").read_text().split()
            limits.append(int(quota) / int(period))
        except (OSError, ValueError):  # not there, or "max"
            continue
        if folder == cgroups:
            break
    return min(limits, default=None)
