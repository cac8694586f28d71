"""One line a finding, as compilers write them: what editors and `grep` read. Hints are left to `full`."""

from __future__ import annotations

from collections.abc import Sequence

from corefile import Diagnostic
from pydns_host.check.formats import summary
from pydns_host.check.formats.style import Style, headline, plain
from pydns_host.check.report import Report


def render(reports: Sequence[Report], style: Style) -> str:
    """`file:line:column: severity[code] message`, and how many there are."""
    shown = [_line(report, found, style) for report in reports for found in report.diagnostics]
    return "\n".join([*shown, summary.line(reports, style)])


def _line(report: Report, found: Diagnostic, style: Style) -> str:
    span = found.span
    place = plain(report.file) if span is None else f"{plain(span.file)}:{span.line}:{span.column}"
    severity = found.severity.value
    return f"{place}: {style.paint(f'{severity}[{found.code}]', severity)} {headline(found.message)}"
