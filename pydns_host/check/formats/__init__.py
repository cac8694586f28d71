"""How reports are shown: one module a format, each with `render(reports, style)`. What was found is not judged here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report

FORMATS = ("full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit")

Render = Callable[[Sequence[Report], Style], str]


def renderer(name: str) -> Render:
    """What makes text of reports in a format."""
    render: Render = importlib.import_module(f"pydns_host.check.formats.{name}").render
    return render
