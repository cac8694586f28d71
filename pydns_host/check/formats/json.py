"""JSON for programs: every file, whether it is valid, and its findings with their places. Its schema is in docs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from corefile import Diagnostic
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report


def render(reports: Sequence[Report], style: Style) -> str:
    """One object with all files."""
    files = [
        {
            "file": report.file,
            "valid": report.valid,
            "diagnostics": [as_object(report.file, found) for found in report.diagnostics],
        }
        for report in reports
    ]
    return json.dumps({"files": files}, indent=2)


def as_object(file: str, found: Diagnostic) -> dict[str, Any]:
    """One finding; places are null for one that has none, lines and columns count from 1."""
    span = found.span
    fields: dict[str, Any] = {
        "severity": found.severity.value,
        "kind": found.kind,
        "code": found.code,
        "message": found.message,
        "hint": found.hint,
        "plugin": found.plugin,
        "file": file if span is None else span.file,
        "line": None if span is None else span.line,
        "column": None if span is None else span.column,
        "end_line": None if span is None else span.end_line,
        "end_column": None if span is None else span.end_column,
    }
    if found.fix is not None:
        where = found.fix.span
        fields["fix"] = {
            "text": found.fix.text,
            "line": where.line,
            "column": where.column,
            "end_line": where.end_line,
            "end_column": where.end_column,
        }
    return fields
