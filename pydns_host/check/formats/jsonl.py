"""A JSON object a line and finding, as they stand in `json`. Files without findings have none."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydns_host.check.formats.json import as_object
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report


def render(reports: Sequence[Report], style: Style) -> str:
    """All findings."""
    return "\n".join(json.dumps(as_object(report.file, found)) for report in reports for found in report.diagnostics)
