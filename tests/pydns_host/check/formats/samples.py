"""Reports to be shown: one of each kind of finding. No test stands here."""

from __future__ import annotations

from corefile import Diagnostic, Fix, Severity, Span
from pydns_host.check.report import Report

ERROR = Diagnostic(
    Span("a,b/Corefile", 12, 5, 12, 11),
    Severity.ERROR,
    "CF201",
    "Unknown directive 'forwrd'",
    "did you mean 'forward'?",
    plugin="forwrd",
    source="    forwrd . 192.0.2.1",
)
WARNING = Diagnostic(
    Span("cm.yaml", 2, 1, 4, 2),
    Severity.WARNING,
    "CF390",
    "taken for 100% \x1b[31mred\nthe second line",
    kind="semantics",
    plugin="gathersrv",
    source="dïstributed",
    fix=Fix(Span("cm.yaml", 2, 1, 2, 12), "distributed.local."),
)
NOTE = Diagnostic(None, Severity.NOTE, "CF123", "no server block", kind="environment")
REPORTS = [Report("a,b/Corefile", (ERROR,)), Report("cm.yaml", (WARNING, NOTE)), Report("clean")]
