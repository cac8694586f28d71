"""What was measured -> Markdown: a table for each family, and how its figures grew.

Pure; measures nothing, and draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bench.growth.family import LABELS, Column, Family, Measured

_MARKS = "<!-- growth: written by python -m bench.growth -->\n", "<!-- end of growth -->\n"


def render(families: Sequence[Family], all: Mapping[str, Measured], pictures: str) -> str:
    """All families that were measured; `pictures` is the folder of the plots, as links name it."""
    return "\n".join(_family(family, all[family.name], pictures) for family in families if family.name in all)


def _family(family: Family, measured: Measured, pictures: str) -> str:
    lines = [f"**{family.about}.**", "", *_rows(family, measured)]
    if grown := [_grown(family, measured, column) for column in family.columns]:
        lines += ["", *(line for line in grown if line)]
    lines += [f"* {remark}" for remark in measured.remarks]
    if family.drawn:
        lines += ["", f"![{family.unit}]({pictures}/{family.name}.png)"]
    return "\n".join(lines) + "\n"


def _rows(family: Family, measured: Measured) -> list[str]:
    heads = [family.unit]
    for column in family.columns:
        heads += [column.head, f"ref. {column.head}"]
    rows = [heads, ["---:"] * len(heads)]
    for size in family.sizes:
        cells = [_cell(measured, label, size, column) for column in family.columns for label in LABELS]
        rows.append([f"{size:,}", *cells])
    return [f"| {' | '.join(row)} |" for row in rows]


def _cell(measured: Measured, label: str, size: int, column: Column) -> str:
    figure = measured.figure(label, size, column.key)
    return "-" if figure is None else format(figure, column.form)


def _grown(family: Family, measured: Measured, column: Column) -> str:
    """One line: how often the figure of the smallest size is in that of the largest; empty when one is missing."""
    told = []
    for label, who in zip(LABELS, ("here", "reference"), strict=True):
        found = [
            (size, figure) for size in family.sizes if (figure := measured.figure(label, size, column.key)) is not None
        ]
        if len(found) > 1 and found[0][1]:
            told.append(f"{who} {found[-1][1] / found[0][1]:.2f} times from {found[0][0]:,} to {found[-1][0]:,}")
    return f"* {column.head}: {'; '.join(told)}" if told else ""


def placed(page: str, text: str) -> str:
    """The page with `text` between its two marks; raises `ValueError` when it has none."""
    begin, end = _MARKS
    found = re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{text}\n{end}", page, flags=re.S)
    if begin not in found:
        raise ValueError(f"the page has no line {begin.strip()}")
    return found
