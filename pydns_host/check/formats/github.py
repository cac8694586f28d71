"""GitHub's workflow commands, which become annotations of a pull request. The log shows them as they are."""

from __future__ import annotations

from collections.abc import Sequence

from corefile import Diagnostic, Severity
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(reports: Sequence[Report], style: Style) -> str:
    """A command a finding."""
    return "\n".join(_command(report, found) for report in reports for found in report.diagnostics)


def _command(report: Report, found: Diagnostic) -> str:
    properties = {"title": f"pydns-host check ({found.code})", "file": report.file}
    if found.span is not None:
        span = found.span
        properties |= {"file": span.file, "line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # GitHub takes columns for spans of one line only
            properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = found.message if not found.hint else f"{found.message}\nhint: {found.hint}"
    return f"::{_COMMANDS[found.severity]} {shown}::{_message(text)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
