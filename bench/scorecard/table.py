"""Rows with their outcomes -> the table.

Pure; plays nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.scorecard.outcome import Outcome
from bench.scorecard.rows import Row

_HEADS = ("row", "what", "asked", "measured", "ok")
_OK = {True: "yes", False: "**NO**", None: "-"}


def render(results: Sequence[tuple[Row, Outcome]]) -> str:
    """The table in Markdown."""
    rows = [_HEADS, tuple("---" for _ in _HEADS)]
    rows += [
        (row.name, row.what, row.asked, found.measured.replace("|", "\\|"), _OK[found.ok]) for row, found in results
    ]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n" for cells in rows)


def missed(results: Sequence[tuple[Row, Outcome]]) -> list[str]:
    """The names of the rows that are not what they ask for."""
    return [row.name for row, found in results if found.ok is False]
