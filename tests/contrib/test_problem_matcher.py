"""The problem matcher: what it makes of the lines that check really prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pydns_host.check.cli import main
from tests.contrib.shell import ROOT

(MATCHER,) = json.loads((ROOT / "contrib" / "problem-matcher.json").read_text())["problemMatcher"]


def test_each_finding_is_matched_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my: Corefile").write_text(". {\n  whoamy\n  log stdout\n}\n")
    main(["--format", "concise", "my: Corefile"])
    (pattern,) = MATCHER["pattern"]
    regexp = re.compile(pattern.pop("regexp"))
    lines = capsys.readouterr().out.splitlines()
    found = [{name: match[group] for name, group in pattern.items()} for line in lines if (match := regexp.match(line))]
    assert len(lines) == len(found) + 1  # the last line counts them
    assert [(each["file"], each["line"], each["column"], each["severity"], each["code"]) for each in found] == [
        ("my: Corefile", "2", "3", "error", "CF201"),
        ("my: Corefile", "3", "7", "warning", "CF362"),
    ]
    assert found[0]["message"].startswith("Unknown directive 'whoamy'")
