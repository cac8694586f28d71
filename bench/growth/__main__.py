"""`python -m bench.growth`: plays the families, prints their tables, and writes tables and plots where asked to.

What is played stands in `families`.
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

from bench.growth import family, plots, table
from bench.growth.families import FAMILIES
from bench.growth.family import Family, Figures, Measured
from bench.growth.world import World
from bench.load import LoadError
from bench.measure import Server
from bench.probe import NoAnswer

_DOCS = Path(__file__).parents[2] / "docs"
_PAGE = _DOCS / "performance.md"
_PICTURES = "growth"
_DATA = _DOCS / _PICTURES / "figures.json"
_TOOLS = ("unshare", "nsenter", "setpriv", "taskset", "ip", "knotd", "dnsperf")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    known = ", ".join(one.name for one in FAMILIES)
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description="Measure cost against size.")
    parser.add_argument("--server", default="pydns-host -conf {corefile}", help="command (default: %(default)s)")
    parser.add_argument("--reference", metavar="PATH", help="a coredns binary with gathersrv; without: server alone")
    parser.add_argument("--only", metavar="NAMES", help=f"comma-separated (default: all of {known})")
    parser.add_argument("--most", type=int, metavar="SIZE", help="leave out larger sizes")
    parser.add_argument("--rounds", type=int, default=1, help="turns of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=2.0, help="of load for a figure (default: %(default)s)")
    parser.add_argument(
        "--write", action="store_true", help="put tables and plots (needs matplotlib) into docs/performance.md, too"
    )
    return parser.parse_args(argv)


def _chosen(names: str | None) -> list[Family]:
    known = {one.name: one for one in FAMILIES}
    wanted = names.split(",") if names else list(known)
    if unknown := [name for name in wanted if name not in known]:
        raise OSError(f"no family {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in wanted]


def _measure(world: World, one: Family, servers: Sequence[Server], options: argparse.Namespace) -> Measured:
    measured = Measured(one.name)
    ready = []
    for server in servers:
        if missing := sorted(one.plugins - server.plugins()):
            measured.remarks.append(f"skipped for the {server.label}: it has no {', '.join(missing)}")
        else:
            ready.append(server)
    for size in one.sizes:
        if options.most and size > options.most:
            continue
        found: dict[str, list[Figures]] = {server.label: [] for server in ready}
        for server in [server for _ in range(options.rounds) for server in ready]:  # in turns
            if figures := _play(world, one, server, size, measured):
                found[server.label].append(figures)
        for label, rounds in found.items():
            if rounds:
                measured.add(label, size, rounds)
    return measured


def _play(world: World, one: Family, server: Server, size: int, measured: Measured) -> Figures | None:
    begin = time.monotonic()
    try:
        figures = one.play(world, server, size)
    except (NoAnswer, LoadError) as error:
        said = " ".join(f"{error} {world.last_words()}".split())
        measured.remarks.append(f"{server.label} with {size:,} {one.unit}: {said}")
        return None
    told = ", ".join(f"{key} {figure:.4g}" for key, figure in figures.items())
    took = time.monotonic() - begin
    print(f"{one.name} {size:,} {server.label}: {told} ({took:.0f} s)", file=sys.stderr, flush=True)
    if wrong := figures.get("wrong"):
        measured.remarks.append(f"{server.label} with {size:,} {one.unit}: {wrong:,.0f} answers lost or wrong")
    return figures


def _write(chosen: Sequence[Family], measured: dict[str, Measured]) -> None:
    """Keep the figures, together with older ones of families that were not played now, and show them all."""
    kept = {**family.read(_DATA), **measured}
    family.write(_DATA, kept)
    for one in chosen:
        if one.drawn:
            plots.draw(one, measured[one.name], _DOCS / _PICTURES / f"{one.name}.png")
    _PAGE.write_text(table.placed(_PAGE.read_text(), table.render(FAMILIES, kept, _PICTURES)))


def main(argv: Sequence[str] | None = None) -> int:
    """Play the chosen families; 0 when every size was played and no answer was lost or wrong."""
    options = _arguments(argv)
    if missing := [tool for tool in _TOOLS if not shutil.which(tool)]:
        print(f"growth: not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    servers = [Server("server", options.server, {})]
    if options.reference:
        reference = f"{Path(options.reference).resolve()} -conf {{corefile}}"
        servers.append(Server("reference", reference, {"GOMAXPROCS": "1"}))
    try:
        chosen = _chosen(options.only)
        with tempfile.TemporaryDirectory() as folder, World(Path(folder), options.seconds) as world:
            os.sched_setaffinity(0, {world.cores.load})
            measured = {one.name: _measure(world, one, servers, options) for one in chosen}
    except OSError as error:
        print(f"growth: {error}", file=sys.stderr)
        return 1
    print(table.render(chosen, measured, _PICTURES))
    if options.write:
        _write(chosen, measured)
    return int(any(one.remarks for one in measured.values()))


if __name__ == "__main__":
    sys.exit(main())
