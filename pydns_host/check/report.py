"""What a check found: for each file the diagnostics, placed where people see them. How they are shown is `formats`'."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corefile import Diagnostic, Severity

RANKS = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


@dataclass(frozen=True, slots=True)
class Report:
    """One file as it was named, and what was found in it or in what it imports."""

    file: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing but what hangs on the machine is wrong."""
        return not any(found.severity is Severity.ERROR and found.kind != "environment" for found in self.diagnostics)


def count(reports: Iterable[Report], severity: Severity) -> int:
    """How many findings of one severity there are."""
    return sum(found.severity is severity for report in reports for found in report.diagnostics)


def reaches(reports: Iterable[Report], severity: Severity) -> bool:
    """Whether there is a finding of at least this severity."""
    least = RANKS[severity]
    return any(RANKS[found.severity] >= least for report in reports for found in report.diagnostics)
