"""What was measured -> PNG files, one for each family, with a plot for each of its figures.

Needs matplotlib, which nothing else here does; it is imported when a plot is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench.growth.family import LABELS, Column, Family, Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INCHES = 4.0, 3.0  # of one plot
_DPI = 100
_LOOK = {"server": ("pydns-host", "o-", "tab:blue"), "reference": ("reference", "s--", "tab:orange")}


def draw(family: Family, measured: Measured, path: Path) -> None:
    """Write the plots of one family; raises `ImportError` without matplotlib."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = _INCHES
    figure = Figure(figsize=(width * len(family.columns), height), layout="constrained")
    FigureCanvasAgg(figure)
    for number, column in enumerate(family.columns, 1):
        _plot(figure.add_subplot(1, len(family.columns), number), family, measured, column)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=_DPI, metadata={"Software": None})


def _plot(axes: Axes, family: Family, measured: Measured, column: Column) -> None:
    for label in LABELS:
        found = [(size, measured.figure(label, size, column.key)) for size in family.sizes]
        points = [(size, figure) for size, figure in found if figure is not None]
        if points:
            name, style, color = _LOOK[label]
            sizes, figures = zip(*points, strict=True)
            axes.plot(sizes, figures, style, color=color, label=name)
    axes.set_xscale("log")
    if column.log:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.set_xlabel(family.unit)
    axes.set_title(column.head)
    axes.grid(True, which="major", alpha=0.3)
    axes.legend()
