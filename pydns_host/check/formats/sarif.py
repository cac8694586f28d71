"""SARIF 2.1.0, the format of static analysis tools (OASIS): rules, results with regions, fingerprints and fixes.

What the rules say is in their table.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pydns_host
from corefile import Diagnostic, Severity, Span
from pydns_host.check.formats.prints import fingerprints, relative
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report
from pydns_host.check.rules.table import Rule, rules

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(reports: Sequence[Report], style: Style) -> str:
    """One log with one run."""
    table = rules()
    places = {code: index for index, code in enumerate(table)}
    run = {
        "tool": {
            "driver": {
                "name": "pydns-host check",
                "version": pydns_host.__version__,
                "rules": [_rule(rule) for rule in table.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(report, found, print_, places) for report, found, print_ in fingerprints(reports)],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.page(), "markdown": rule.page()},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(report: Report, found: Diagnostic, fingerprint: str, places: dict[str, int]) -> dict[str, Any]:
    text = found.message if not found.hint else f"{found.message}\nHint: {found.hint}"
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(found.span.file if found.span else report.file)}}
    if found.span is not None:
        physical["region"] = _region(found.span)
    result: dict[str, Any] = {
        "ruleId": found.code,
        "level": _LEVELS[found.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"pydnsHostCheck/v1": fingerprint},
    }
    if found.code in places:
        result["ruleIndex"] = places[found.code]
    if found.fix is not None:
        change = {"deletedRegion": _region(found.fix.span), "insertedContent": {"text": found.fix.text}}
        artifact = {"artifactLocation": {"uri": _uri(found.fix.span.file)}, "replacements": [change]}
        result["fixes"] = [{"description": {"text": found.hint or found.message}, "artifactChanges": [artifact]}]
    return result


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _uri(path: str) -> str:
    shown = relative(path)
    return f"file://{quote(shown)}" if shown.startswith("/") else quote(shown)
