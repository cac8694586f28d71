"""GitLab's Code Quality report: a JSON array that the merge request shows. Other fields than it reads are left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from corefile import Severity
from pydns_host.check.formats.prints import fingerprints, relative
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(reports: Sequence[Report], style: Style) -> str:
    """One array with all findings."""
    issues = [
        {
            "description": found.message if not found.hint else f"{found.message} ({found.hint})",
            "check_name": found.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[found.severity],
            "location": {
                "path": relative(found.span.file if found.span else report.file),
                "lines": {"begin": found.span.line if found.span else 1},
            },
        }
        for report, found, fingerprint in fingerprints(reports)
    ]
    return json.dumps(issues, indent=2)
