"""`python -m bench.scorecard`: plays the rows, prints the table, and exits 1 when a row misses what it asks for.

The rows are in `rows`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.load import LoadError
from bench.measure import Server
from bench.probe import NoAnswer
from bench.scorecard import table
from bench.scorecard.outcome import Outcome
from bench.scorecard.rows import Row, chosen
from bench.scorecard.setting import Setting

_TOOLS = ("unshare", "nsenter", "setpriv", "taskset", "prlimit", "ip", "knotd", "dnsperf")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.scorecard", description="Play the scorecard.")
    parser.add_argument("--only", metavar="ROWS", help="comma-separated, for example L1,F4 (default: all)")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the soak, M1 (default: %(default)s)")
    parser.add_argument(
        "--server", default=f"{sys.executable} -m pydns_host -conf {{corefile}}", help="command (default: this one)"
    )
    parser.add_argument("--reference", metavar="PATH", help="a coredns binary that B1 asks, too; without: a rule")
    return parser.parse_args(argv)


def _play(row: Row, setting: Setting, server: Server, reference: Server | None) -> Outcome:
    if row.play is None:
        return Outcome(f"not here: {row.instead}", None)
    begin = time.monotonic()
    try:
        found = row.play(setting, server, reference)
    except (NoAnswer, LoadError, OSError) as error:
        said = " ".join(f"{error or type(error).__name__} {setting.last_words()}".split())
        found = Outcome(f"not played: {said}", False)
    print(f"{row.name}: {found.measured} ({time.monotonic() - begin:.0f} s)", file=sys.stderr, flush=True)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Play the chosen rows; 0 when all that were played are as asked."""
    options = _arguments(argv)
    if missing := [tool for tool in _TOOLS if not shutil.which(tool)]:
        print(f"scorecard: not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    server = Server("server", options.server, {})
    reference = None
    if options.reference:
        command = f"{Path(options.reference).resolve()} -conf {{corefile}}"
        reference = Server("reference", command, {"GOMAXPROCS": "1"})
    try:
        rows = chosen(options.only)
        with tempfile.TemporaryDirectory() as folder, Setting(Path(folder), options.seconds) as setting:
            # Canary, clients and dnsperf share a core; the other one is the server's alone.
            os.sched_setaffinity(0, {setting.cores.load})
            results = [(row, _play(row, setting, server, reference)) for row in rows]
    except OSError as error:
        print(f"scorecard: {error}", file=sys.stderr)
        return 1
    print(table.render(results), end="")
    if missed := table.missed(results):
        print(f"\nnot as asked: {', '.join(missed)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
