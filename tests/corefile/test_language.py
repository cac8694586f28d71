"""Corefiles and what the reference reads in them: accepted or refused, keys, words, their lines and files.

data/language.jsonl tries each rule of the language, data/fuzzed.jsonl has Corefiles that were thrown together.
"""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

import corefile
from corefile import CorefileError, Resolved
from corefile.directives import DIRECTIVES

_DATA = Path(__file__).with_name("data")
_PLACE = re.compile(r"^\S*:(\d+) - (?:Error during parsing: )?")
CASES = [
    pytest.param(case, id=case["id"])
    for name in ("language.jsonl", "fuzzed.jsonl")
    for case in map(json.loads, (_DATA / name).read_text(encoding="utf-8").rstrip().split("\n"))
]


def _shape(resolved: Resolved, folder: str) -> list[dict[str, Any]]:
    return [
        {
            "keys": [word.value for word in block.keys],
            "directives": {
                name: [[word.value, word.line, word.file and os.path.relpath(word.file, folder)] for word in words]
                for name, words in block.directives.items()
            },
        }
        for block in resolved.blocks
    ]


def load(case: dict[str, Any], folder: Path) -> Resolved:
    """Read the case's Corefile, which is written with its files into the folder, the working directory."""
    files = {name: text.encode() for name, text in case.get("files", {}).items()}
    files |= {name: base64.b64decode(text) for name, text in case.get("files_b64", {}).items()}
    files["Corefile"] = case["corefile"].encode()
    for name, octets in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(octets)
    env = {name: value.replace("$DIR", str(folder)) for name, value in case.get("env", {}).items()}
    return corefile.load("Corefile", env=env, directives=DIRECTIVES)


@pytest.mark.parametrize("case", CASES)
def test_a_corefile_reads_as_in_the_reference(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path.resolve()
    if case["ok"]:
        assert _shape(load(case, folder), str(folder)) == case["blocks"]
        return
    with pytest.raises(CorefileError) as refused:
        load(case, folder)
    assert _PLACE.sub("", case["err"].replace("$DIR", str(folder))) in [
        found.message for found in refused.value.diagnostics
    ]
    assert all(found.span is not None for found in refused.value.diagnostics)
