"""`pydns-host plugins`: which directives there are here, in the order of execution, and what becomes of each.

Where plugins are looked for is `registry`'s business.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydns_host.errors import StartError
from pydns_host.registry import VARIABLE, Registry, paths_from_environment

DONE, USAGE = 0, 2
SERVED, CHECKED, UNKNOWN, BROKEN = "served", "checked", "not known", "broken"


@dataclass(frozen=True, slots=True)
class Entry:
    """A directive: its place in the order of execution from 1 (None: it has none, being broken), and where it is from.

    `status` is "served", "checked" (understood, not served), "not known" (a place in the order and no plugin) or
    "broken", and then `error` says why. `extras` are extras of the package, each with what it is for.
    """

    directive: str
    order: int | None
    status: str
    origin: str | None = None
    place: str | None = None
    extras: dict[str, str] = field(default_factory=dict)
    error: str | None = None


def main(argv: Sequence[str]) -> int:
    """Print the directives as a table or as JSON; 0, or 2 for wrong usage and plugins that cannot be used."""
    parser = argparse.ArgumentParser(
        prog="pydns-host plugins", description="Lists the directives that are known here, in the order of execution."
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--plugin", action="append", default=[], metavar="PATH", help="a file or folder with plugins; repeatable"
    )
    options = parser.parse_args(argv)
    try:
        registry = Registry([*paths_from_environment(os.environ.get(VARIABLE)), *options.plugin])
        found = inventory(registry)
    except StartError as error:
        print(f"pydns-host plugins: {error}", file=sys.stderr)
        return USAGE
    print(json.dumps(_document(found), indent=2) if options.json else "\n".join(_table(found)))
    return DONE


def inventory(registry: Registry) -> list[Entry]:
    """All directives, those that have a place in the order first; raises `StartError` for a built-in one that fails."""
    broken: dict[str, str] = {}
    for name in registry.known():
        try:
            registry.admit([name])
        except StartError as error:
            broken[name] = str(error)
    ranks = {name: rank for rank, name in enumerate(registry.order, 1)}
    names = [*registry.order, *sorted(broken.keys() - ranks.keys())]
    return [_entry(registry, name, ranks.get(name), broken.get(name)) for name in names]


def _entry(registry: Registry, name: str, rank: int | None, error: str | None) -> Entry:
    origin = registry.origin(name)
    if origin is None:
        return Entry(name, rank, UNKNOWN)
    if error is not None:
        return Entry(name, rank, BROKEN, origin.kind, origin.place, {}, error)
    status = SERVED if name in registry.served() else CHECKED
    extras = registry.extras(name) if origin.kind == "built in" else {}
    return Entry(name, rank, status, origin.kind, origin.place, extras)


def _document(found: Sequence[Entry]) -> dict[str, Any]:
    return {"plugins": [asdict(entry) for entry in found]}


def _table(found: Sequence[Entry]) -> Iterator[str]:
    rows = [("order", "directive", "here", "from", "extra"), *map(_row, found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(entry: Entry) -> tuple[str, str, str, str, str]:
    origin = entry.origin or ""
    where = origin if origin in ("", "built in") else f"{origin} {entry.place}"
    extras = "; ".join(f"pydns-host[{name}]: {what}" for name, what in entry.extras.items())
    rank = "" if entry.order is None else str(entry.order)
    return rank.rjust(len("order")), entry.directive, entry.status, where, entry.error or extras
