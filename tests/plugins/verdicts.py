"""Compares what a plugin's `parse` says of a Corefile with the reference's recorded verdict on it.

The recordings lie beside each plugin's tests, in data/verdicts.jsonl; class "environment" hangs on the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import corefile
from corefile import CorefileError, Diagnostic, Severity
from pydns_host.chain import Plugin
from pydns_host.registry import Registry
from pydns_host.testing import block, reader
from pydns_host.understand import understand

# The reference says where in its text; ours says it apart.
_PLACE = re.compile(r"^((?:plugin/\w+: )*)Corefile:\d+ - (Error during parsing: )?")


def cases(test_file: str) -> list[Any]:
    """The recorded cases beside a test file, as parameters with ids."""
    lines = Path(test_file).with_name("data").joinpath("verdicts.jsonl").read_text().splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def findings(directive: str | type[Plugin], text: str, env: Mapping[str, str] | None = None) -> list[Diagnostic]:
    """All that is wrong or odd about a plugin's directives in a Corefile; what other plugins say is left out."""
    name = directive if isinstance(directive, str) else directive.name
    try:
        resolved = corefile.loads(text, "Corefile", env=env or {})
    except CorefileError as error:
        return list(error.diagnostics)
    return [found for found in understand(resolved, Registry(), 53).diagnostics if found.plugin in (name, None)]


def config(directive: str, text: str, *zones: str, **facts: Any) -> Any:
    """What a directive, given as the text that would stand in a server block, means; raises `CorefileError`."""
    parse = Registry().parser(directive)
    assert parse is not None
    words = reader(text, directive)
    found = parse(words, block(*zones, **facts))
    words.finish()
    return found


def odd(directive: str, text: str) -> list[str]:
    """The codes of what is accepted and looks wrong about a directive, in a server block for the root."""
    found = findings(directive, f". {{\n{text}\n}}\n")
    return [one.code for one in found if one.severity is Severity.WARNING and one.plugin == directive]


def agree(directive: str | type[Plugin], case: dict[str, Any]) -> None:
    """Assert that ours accepts or refuses as the reference does, and says at least what it says."""
    found = findings(directive, case["corefile"], case.get("env"))
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    messages = [error.message for error in errors]
    if case["class"] == "environment" and not (errors and not case["valid"]):
        assert not messages  # what only the machine can tell is told at the start
        return
    if case["valid"] and not (errors and "start_error" in case):
        assert not messages
        return
    expected = _PLACE.sub(r"\1", case.get("start_error") or case["error"])
    assert any(expected in message for message in messages), (expected, messages)
    assert all(error.span is not None for error in errors)
