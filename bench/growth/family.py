"""What is measured over which sizes, and the figures that came out, as data that can be kept.

Playing is for the modules of the single families, drawing for `table` and `plots`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.growth.world import World
from bench.measure import Server

Figures = Mapping[str, float]
Play = Callable[[World, Server, int], Figures]
LABELS = ("server", "reference")


@dataclass(frozen=True)
class Column:
    """One figure of a family: its key, how it is headed, and how a number of it is written."""

    key: str
    head: str
    form: str = ".1f"
    log: bool = False  # drawn so


@dataclass(frozen=True)
class Family:
    """One kind of growth: its name, what it tells, what a size is, the sizes, the figures, and how a size is played."""

    name: str
    about: str
    unit: str
    sizes: Sequence[int]
    columns: Sequence[Column]
    play: Play
    plugins: frozenset[str]
    drawn: bool = True


@dataclass
class Measured:
    """The figures of one family, by server and size; `remarks` tell what failed."""

    family: str
    figures: dict[str, dict[int, dict[str, float]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, label: str, size: int, rounds: Sequence[Figures]) -> None:
        """Keep the medians of what was measured in some rounds of one size, at least one."""
        keys = [key for key in rounds[0] if all(key in figures for figures in rounds)]
        self.figures.setdefault(label, {})[size] = {key: median(each[key] for each in rounds) for key in keys}

    def figure(self, label: str, size: int, key: str) -> float | None:
        """One figure; `None` when it was not measured."""
        return self.figures.get(label, {}).get(size, {}).get(key)


def read(path: Path) -> dict[str, Measured]:
    """What `write` wrote, by family; nothing when there is no such file."""
    if not path.exists():
        return {}
    return {
        name: Measured(
            name,
            {
                label: {int(size): figures for size, figures in sizes.items()}
                for label, sizes in kept["figures"].items()
            },
            kept["remarks"],
        )
        for name, kept in json.loads(path.read_text()).items()
    }


def write(path: Path, all: Mapping[str, Measured]) -> None:
    """Keep what was measured as JSON."""
    kept = {name: {"figures": one.figures, "remarks": one.remarks} for name, one in all.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=1) + "\n")
