"""What became of a row: its figure as text, and whether it is what the row asks for.

Rows themselves are `rows`; how figures are taken is each family's business.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """The figure of one row; `ok` is None where the row was not played."""

    measured: str
    ok: bool | None


def mib(kib: float) -> str:
    """Memory given in KiB, as the table shows it."""
    return f"{kib / 1024:.1f} MiB"
