"""Checks a text as `pydns-host check` does, without a command line. No test stands here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corefile import Diagnostic
from pydns_host.check.engine import Engine
from pydns_host.check.report import Report
from pydns_host.check.settings import Settings
from pydns_host.check.sources.paths import Inputs
from pydns_host.registry import Registry


def reports(texts: Mapping[str, str], settings: Settings | None = None, **engine: Any) -> list[Report]:
    """The reports on files with these texts."""
    env = engine.pop("env", {})
    inputs = Inputs(texts)
    return Engine(Registry(), env, **engine).check(inputs.documents(), dict.fromkeys(texts, settings or Settings()))


def findings(text: str, settings: Settings | None = None, file: str = "Corefile", **engine: Any) -> list[Diagnostic]:
    """What is found in one file."""
    return [found for report in reports({file: text}, settings, **engine) for found in report.diagnostics]


def codes(text: str, settings: Settings | None = None, file: str = "Corefile", **engine: Any) -> list[str]:
    """The codes of what is found in one file."""
    return [found.code for found in findings(text, settings, file, **engine)]
