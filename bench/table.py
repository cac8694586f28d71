"""Turns -> the table: medians per server and scenario, ratios between the two, and remarks on what to distrust.

Pure; reads no clock and starts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.measure import Turn

_IDLE = 0.1  # a server whose core had this much to spare was not the limit of the rate
_HEADS = (
    "scenario",
    "q/s",
    "ref. q/s",
    "ratio",
    "CPU us/q",
    "ref. CPU us/q",
    "CPU ratio",
    "good",
    "lost",
    "wrong",
    "ref. lost",
    "ref. wrong",
    "peak MiB",
    "ref. peak MiB",
    "first answer ms",
    "ref. first answer ms",
)


@dataclass(frozen=True)
class Figures:
    """One server's figures in one scenario, over all rounds: medians, sums of answers, the largest peak."""

    rate: float
    cost: float
    good: int
    lost: int
    wrong: int
    peak: float  # MiB
    first_answer: float  # milliseconds
    idle: float
    load_idle: float

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> Figures:
        """The figures of these turns, at least one."""
        good = sum(turn.load.good for turn in turns)
        return cls(
            rate=median(turn.rate for turn in turns),
            cost=median(turn.cost for turn in turns),
            good=good,
            lost=sum(turn.load.lost for turn in turns),
            wrong=sum(turn.load.completed for turn in turns) - good,
            peak=max(turn.peak for turn in turns) / 1024,
            first_answer=1000 * median(turn.first_answer for turn in turns),
            idle=median(turn.idle for turn in turns),
            load_idle=median(turn.load_idle for turn in turns),
        )


@dataclass
class Result:
    """One scenario: the turns of both servers, and why a server has none."""

    scenario: str
    ours: list[Turn]
    reference: list[Turn]
    remarks: list[str]
    failed: bool = False

    def figures(self) -> tuple[Figures | None, Figures | None]:
        """Of the server and of the reference; `None` without a turn."""
        ours, reference = (Figures.of(turns) if turns else None for turns in (self.ours, self.reference))
        return ours, reference


def _cells(ours: Figures | None, reference: Figures | None) -> list[str]:
    def cell(figures: Figures | None, name: str, form: str = ".0f") -> str:
        return format(getattr(figures, name), form) if figures else "-"

    both = ours is not None and reference is not None
    return [
        cell(ours, "rate"),
        cell(reference, "rate"),
        f"{ours.rate / reference.rate:.2f}" if ours and reference and both else "-",
        cell(ours, "cost", ".1f"),
        cell(reference, "cost", ".1f"),
        f"**{reference.cost / ours.cost:.2f}**" if ours and reference and both else "-",
        cell(ours, "good"),
        cell(ours, "lost"),
        cell(ours, "wrong"),
        cell(reference, "lost"),
        cell(reference, "wrong"),
        cell(ours, "peak", ".1f"),
        cell(reference, "peak", ".1f"),
        cell(ours, "first_answer"),
        cell(reference, "first_answer"),
    ]


def _limits(result: Result) -> list[str]:
    """Remarks on figures that the server did not set."""
    found = []
    for label, figures in zip(("server", "reference"), result.figures(), strict=True):
        if figures and figures.idle > _IDLE:
            cause = "the load's core was full" if figures.load_idle < _IDLE else "it waited for answers"
            found.append(
                f"the {label}'s core was idle {figures.idle:.0%} of the time ({cause}): read its CPU, not its q/s"
            )
    return found


def render(results: Sequence[Result]) -> str:
    """The results as a Markdown table in aligned columns, remarks below; the CPU ratio is the headline."""
    rows = [list(_HEADS)] + [[result.scenario, *_cells(*result.figures())] for result in results]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [
        "| " + " | ".join(_aligned(cell, width, column) for column, (cell, width) in enumerate(cells)) + " |"
        for cells in (list(zip(row, widths, strict=True)) for row in (rows[0], rule, *rows[1:]))
    ]
    remarks = [f"- {result.scenario}: {remark}" for result in results for remark in result.remarks + _limits(result)]
    return "\n".join(lines) + "\n" + ("\n" + "\n".join(remarks) + "\n" if remarks else "")


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def as_json(results: Sequence[Result], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that was measured, turn by turn, with the facts of the run."""
    return {
        "facts": dict(facts),
        "scenarios": [
            {
                "scenario": result.scenario,
                "remarks": result.remarks + _limits(result),
                "figures": [asdict(figures) if figures else None for figures in result.figures()],
                "turns": [
                    {**asdict(turn), "rate": turn.rate, "cost": turn.cost} for turn in (*result.ours, *result.reference)
                ],
            }
            for result in results
        ],
    }
