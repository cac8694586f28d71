"""The last line for people: how much was found in how many files. Machines' formats have none."""

from __future__ import annotations

from collections.abc import Sequence

from corefile import Severity
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report, count


def line(reports: Sequence[Report], style: Style) -> str:
    """Such as `Found 2 errors and 1 warning in 3 files (1 can be fixed with --fix)`."""
    found = [(count(reports, severity), severity.value) for severity in Severity]
    parts = [_counted(number, what) for number, what in found if number]
    files = _counted(len(reports), "file")
    if not parts:
        return style.paint(f"No mistakes in {files}", "green")
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    fixes = sum(diagnostic.fix is not None for report in reports for diagnostic in report.diagnostics)
    offer = f" ({fixes} can be fixed with --fix)" if fixes else ""
    return style.paint(f"Found {listed} in {files}{offer}", "bold")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
