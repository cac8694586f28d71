"""What `pydns-host check` says of whole Corefiles is what the reference said: valid or not, and in its words.

The cases lie beside each plugin's tests, those about server blocks and imports beside the host's.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from corefile import Severity
from pydns_host.check.engine import Engine
from pydns_host.check.settings import Settings
from pydns_host.check.sources.paths import Inputs
from pydns_host.order import ORDER
from pydns_host.registry import Registry

TESTS = Path(__file__).parents[1]
KNOWN = Registry().known()
UNKNOWN = set(ORDER) - set(KNOWN)
DATA = [
    *(path for path in sorted(TESTS.glob("plugins/*/data/verdicts.jsonl")) if path.parents[1].name in KNOWN),
    TESTS / "pydns_host" / "data" / "verdicts.jsonl",
]
_PLACE = re.compile(r"^((?:plugin/\w+: )*)\S+:\d+ - (Error during parsing: )?")


def _cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file whose verdict hangs neither on the machine nor on a directive that is not understood yet."""
    cases = [case for case in map(json.loads, path.read_text().splitlines()) if case["class"] == "syntax"]
    return [case for case in cases if not UNKNOWN & set(case["corefile"].split())]


def _write(case: dict[str, Any], folder: Path) -> None:
    texts = {name: text.encode() for name, text in case.get("files", {}).items()}
    for name, text in (texts | {k: base64.b64decode(v) for k, v in case.get("files_b64", {}).items()}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)


def _errors(case: dict[str, Any], folder: Path) -> list[str]:
    env = {name: value.replace("$DIR", str(folder)) for name, value in case.get("env", {}).items()}
    text = {"Corefile": case["corefile"]}
    reports = Engine(Registry(), env).check(Inputs(text).documents(), {"Corefile": Settings()})
    found = [finding for report in reports for finding in report.diagnostics]
    return [one.message for one in found if one.severity is Severity.ERROR and one.kind != "environment"]


def _disagreement(case: dict[str, Any], folder: Path) -> str | None:
    """What is otherwise than the reference has it; None when nothing is."""
    _write(case, folder)
    errors = _errors(case, folder)
    if case["valid"]:
        # What the reference takes and does not start with may be refused before.
        return f"{case['id']}: refused: {errors}" if errors and "start_error" not in case else None
    said = _PLACE.sub(r"\1", case["error"]).replace("$DIR", str(folder))
    if any(said in error for error in errors) or (errors and said.lower().startswith("panic")):
        return None
    return f"{case['id']}: not said: {said!r}, but {errors}" if errors else f"{case['id']}: taken: {said!r}"


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.parents[1].name)
def test_every_verdict_is_the_references(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    different = []
    for number, case in enumerate(_cases(path)):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        different.append(_disagreement(case, folder))
    assert [one for one in different if one] == []
