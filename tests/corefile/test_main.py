"""`python -m corefile`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corefile.__main__ import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good Corefile, what it imports, and a bad one."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "common").write_text("errors\n")
    (tmp_path / "good").write_text("example.org {\n  import sub/common\n  log a {\n    class all\n  }\n}\n")
    (tmp_path / "bad").write_text(". {\n  whoareyou\n  forwrd\n}\n")
    return tmp_path


def test_a_good_corefile_is_printed_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(folder / "good")]) == 0
    log = [["log", 3, ""], ["a", 3, ""], ["{", 3, ""], ["class", 4, ""], ["all", 4, ""], ["}", 5, ""]]
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "blocks": [{"keys": ["example.org"], "directives": {"errors": [["errors", 1, "sub/common"]], "log": log}}],
        "errors": [],
    }


def test_a_bad_corefile_is_printed_as_json_with_all_mistakes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(folder / "bad")]) == 1
    file = str(folder / "bad")
    assert json.loads(capsys.readouterr().out) == {
        "ok": False,
        "blocks": None,
        "errors": [
            {"file": file, "line": 2, "column": 3, "message": "Unknown directive 'whoareyou'"},
            {"file": file, "line": 3, "column": 3, "message": "Unknown directive 'forwrd'"},
        ],
    }


def test_mistakes_are_shown_on_standard_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder / "bad")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{folder / 'bad'}:3:3: Unknown directive 'forwrd'\n      forwrd\n      ^^^^^^\n" in err


def test_a_good_corefile_needs_no_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder / "good")]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere"]) == 1
    assert capsys.readouterr().err == "open nowhere: no such file or directory\n"


def test_wrong_usage_ends_with_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
