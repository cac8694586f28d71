"""Applies fixes until none is left, and proves each round by checking what came out: no fix may add an error.

What a single fix does to a text is `fixes`' business; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corefile import Fix, Severity
from pydns_host.check import fixes
from pydns_host.check.engine import Engine
from pydns_host.check.report import Report, count
from pydns_host.check.settings import Settings
from pydns_host.check.sources.paths import Inputs, Unreadable

_ROUNDS = 10  # a fix may make room for another one


def fixed(
    engine: Engine, settings: Mapping[str, Settings], inputs: Inputs, reports: list[Report]
) -> tuple[Inputs, list[Report]]:
    """The texts put right as far as that goes, and what is found in them then."""
    refused: set[Fix] = set()
    for _ in range(_ROUNDS):
        wanted = [fix for fix in _fixes(reports, inputs) if fix not in refused]
        if not wanted:
            break
        after = _tried(engine, settings, inputs, reports, wanted)
        for fix in wanted if after is None else ():  # at least one of them does harm
            single = _tried(engine, settings, inputs, reports, [fix])
            if single is not None:
                after = single
                break
            refused.add(fix)
        if after is None:
            break
        inputs, reports = after
    return inputs, reports


def _fixes(reports: list[Report], inputs: Inputs) -> list[Fix]:
    """The fixes in files that were named and whose octets are all text."""
    found = (diagnostic.fix for report in reports for diagnostic in report.diagnostics)
    usable = {file for file, text in inputs.texts.items() if "\ufffd" not in text}
    return list(dict.fromkeys(fix for fix in found if fix is not None and fix.span.file in usable))


def _tried(
    engine: Engine, settings: Mapping[str, Settings], inputs: Inputs, reports: list[Report], wanted: list[Fix]
) -> tuple[Inputs, list[Report]] | None:
    """What comes of some fixes; None if they change nothing or add an error."""
    texts = {
        file: fixes.apply(text, [fix for fix in wanted if fix.span.file == file]) for file, text in inputs.texts.items()
    }
    if texts == inputs.texts:
        return None
    changed = replace(inputs, texts=texts)
    try:
        after = engine.check(changed.documents(), settings)
    except Unreadable:
        return None
    return (changed, after) if count(after, Severity.ERROR) <= count(reports, Severity.ERROR) else None
