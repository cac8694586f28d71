"""Compares what a plugin's `parse` says of a Corefile with the reference's recorded verdict on it.

The recordings lie beside each plugin's tests, in data/verdicts.jsonl; class "environment" hangs on the machine.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import corefile
from corefile import CorefileError, Diagnostic, Severity
from corefile.options import OptionError, Reader
from pydns_host.block import Block
from pydns_host.chain import Plugin

# The reference says where in its text; ours says it apart.
_PLACE = re.compile(r"^(plugin/\w+: )?Corefile:\d+ - (Error during parsing: )?")


def cases(test_file: str) -> list[Any]:
    """The recorded cases beside a test file, as parameters with ids."""
    lines = Path(test_file).with_name("data").joinpath("verdicts.jsonl").read_text().splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def findings(plugin: type[Plugin], text: str) -> list[Diagnostic]:
    """All that is wrong or odd about the plugin's directives in a Corefile."""
    try:
        resolved = corefile.loads(text, "Corefile", env={})
    except CorefileError as error:
        return list(error.diagnostics)
    found: list[Diagnostic] = []
    for block in resolved.blocks:
        words = block.directives.get(plugin.name)
        if words:
            reader = Reader(words, plugin.name)
            try:
                plugin.parse(reader, Block(zones=(".",), span=block.span, names=tuple(block.directives)))
            except OptionError as error:
                reader.record(error)
            found.extend(reader.diagnostics)
    return found


def agree(plugin: type[Plugin], case: dict[str, Any]) -> None:
    """Assert that ours accepts or refuses as the reference does, and says at least what it says."""
    errors = [found for found in findings(plugin, case["corefile"]) if found.severity is Severity.ERROR]
    messages = [error.message for error in errors]
    if case["valid"] or case["class"] == "environment":
        assert not messages  # what only the machine can tell is told at the start
        return
    expected = _PLACE.sub(r"\1", case["error"])
    assert any(expected in message for message in messages), (expected, messages)
    assert all(error.span is not None for error in errors)
