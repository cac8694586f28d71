"""`python -m bench`: takes the turns, prints the table, and writes it where it is asked to.

What a turn is stands in `measure`, what is played in `scenarios`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import latency, profile, results, table
from bench.load import UNDER_WAY, LoadError, Pace
from bench.measure import Server, Stage
from bench.probe import NoAnswer
from bench.scenarios import Scenario, scenarios

_HERE = Path(__file__).parent
_OUT = _HERE / "out"
_RESULTS = _HERE / "RESULTS.md"
_TOOLS = ("unshare", "nsenter", "setpriv", "taskset", "ip", "knotd", "dnsperf")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    known = ", ".join(scenario.name for scenario in scenarios())
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure a server against a reference.")
    parser.add_argument("--server", default="pydns-host -conf {corefile}", help="command (default: %(default)s)")
    parser.add_argument("--reference", metavar="PATH", help="a coredns binary with gathersrv; without: server alone")
    parser.add_argument("--scenarios", metavar="NAMES", help=f"comma-separated (default: all of {known})")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load in a turn (default: %(default)s)")
    parser.add_argument("--names", type=int, help="different names asked for (default: 10,000 hosts, 1,000 services)")
    parser.add_argument("--under-way", type=int, default=UNDER_WAY, help="questions at a time (default: %(default)s)")
    parser.add_argument(
        "--workers", type=int, default=1, help="of the server, and GOMAXPROCS of the reference (default: %(default)s)"
    )
    parser.add_argument("--write", action="store_true", help="write the table to bench/RESULTS.md, too")
    parser.add_argument("--latency", action="store_true", help="instead of the table: how long answers take")
    parser.add_argument(
        "--profile",
        nargs="?",
        const="auto",
        choices=["auto", *profile.PROFILERS],
        help="instead of the table: where the server's time goes, and folded stacks in bench/out",
    )
    return parser.parse_args(argv)


def _chosen(options: argparse.Namespace) -> list[Scenario]:
    known = {scenario.name: scenario for scenario in scenarios(options.names)}
    wanted = options.scenarios.split(",") if options.scenarios else list(known)
    if unknown := [name for name in wanted if name not in known]:
        raise OSError(f"no scenario {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in wanted]


def _facts(options: argparse.Namespace) -> dict[str, object]:
    models = (
        line.partition(": ")[2] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    return {
        "processor": next(models, platform.machine()),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "rounds": options.rounds,
        "seconds": options.seconds,
        "workers": options.workers if options.workers > 1 else None,
        "names": options.names,
        "under_way": options.under_way,
    }


def _measure(
    stage: Stage, chosen: Sequence[Scenario], servers: Sequence[Server], options: argparse.Namespace
) -> list[table.Result]:
    served = {server.label: server.plugins() for server in servers}
    found = []
    for scenario in chosen:
        result = table.Result(scenario.name, [], [], [])
        found.append(result)
        for server in servers:
            if missing := sorted(scenario.plugins - served[server.label]):
                result.remarks.append(f"skipped for the {server.label}: it has no {', '.join(missing)}")
        ready = [server for server in servers if scenario.plugins <= served[server.label]]
        # A B A B: what the neighbours do to the machine falls on both alike.
        for _round in range(options.rounds):
            for server in ready:
                _turn(stage, server, scenario, options, result)
        print(f"{scenario.name}: done", file=sys.stderr)
    return found


def _turn(stage: Stage, server: Server, scenario: Scenario, options: argparse.Namespace, result: table.Result) -> None:
    try:
        turn = stage.turn(server, scenario, options.seconds, Pace(under_way=options.under_way))
    except (NoAnswer, LoadError) as error:
        result.remarks.append(f"{server.label}: {error} {stage.last_words()}".strip())
        result.failed = True
        return
    (result.ours if server.label == "server" else result.reference).append(turn)


def _profile(stage: Stage, chosen: Sequence[Scenario], server: Server, options: argparse.Namespace) -> None:
    tool = profile.pick(options.profile)
    for scenario in chosen:
        out = _OUT / f"profile-{scenario.name}.folded"
        print(f"\n{scenario.name} ({tool}; stacks in {out.relative_to(_HERE.parent)})")
        print(profile.profile(stage, server, scenario, options.seconds, tool, out))


def _latency(
    stage: Stage, chosen: Sequence[Scenario], servers: Sequence[Server], options: argparse.Namespace
) -> list[latency.Compared]:
    compared = []
    for scenario in chosen:
        try:
            compared.append(latency.compare(stage, scenario, servers, options.seconds, options.rounds))
        except (NoAnswer, LoadError) as error:
            raise OSError(f"{scenario.name}: {error} {stage.last_words()}") from None
        print(f"{scenario.name}: done", file=sys.stderr)
    return compared


def _told(options: argparse.Namespace) -> str:
    return "; ".join(f"{name} {value}" for name, value in _facts(options).items() if value is not None)


def _report(found: Sequence[table.Result], options: argparse.Namespace) -> None:
    text = table.render(found)
    print(text)
    (_OUT / "last.json").write_text(json.dumps(table.as_json(found, _facts(options)), indent=1) + "\n")
    if options.write:
        _RESULTS.write_text(results.with_costs(_RESULTS.read_text(), _told(options), text))


def _report_latency(compared: Sequence[latency.Compared], options: argparse.Namespace) -> None:
    text = latency.render(compared)
    print(text)
    if options.write:
        _RESULTS.write_text(results.with_latency(_RESULTS.read_text(), _told(options), text))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; 0 when every chosen scenario was played or skipped for want of a plugin."""
    options = _arguments(argv)
    if missing := [tool for tool in _TOOLS if not shutil.which(tool)]:
        print(f"bench: not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    several = f" -workers {options.workers}" if options.workers > 1 else ""
    servers = [Server("server", f"{options.server}{several}", {})]
    if options.reference:
        reference = f"{Path(options.reference).resolve()} -conf {{corefile}}"
        servers.append(Server("reference", reference, {"GOMAXPROCS": str(options.workers)}))
    _OUT.mkdir(exist_ok=True)
    try:
        chosen = _chosen(options)
        with tempfile.TemporaryDirectory() as folder, Stage(Path(folder), spread=bool(several)) as stage:
            if options.profile:
                _profile(stage, chosen, servers[0], options)
            elif options.latency:
                _report_latency(_latency(stage, chosen, servers, options), options)
            else:
                found = _measure(stage, chosen, servers, options)
                _report(found, options)
                return int(any(result.failed for result in found))
    except OSError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
