"""The command line of fmt: what it prints, what it writes and how it ends. The style is tested with the language."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pydns_host.fmt.cli import ERROR, SAME, WOULD_CHANGE, main
from tests.loaded import loaded_by

ROOT = Path(__file__).parents[3]
STYLED = "example.org {\n    whoami\n}\n"
LOOSE = "example.org\n{\nwhoami  \n}\n"
WRONG = "example.org {\n    whoami\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "flags", "status", "after"),
    [
        pytest.param(STYLED, [], SAME, STYLED, id="nothing to do"),
        pytest.param(LOOSE, [], SAME, LOOSE, id="printed"),
        pytest.param(STYLED, ["--check"], SAME, STYLED, id="nothing to do, checked"),
        pytest.param(LOOSE, ["--check"], WOULD_CHANGE, LOOSE, id="checked"),
        pytest.param(STYLED, ["--diff"], SAME, STYLED, id="no difference"),
        pytest.param(LOOSE, ["--diff"], WOULD_CHANGE, LOOSE, id="a difference"),
        pytest.param(LOOSE, ["--write"], SAME, STYLED, id="written"),
        pytest.param(WRONG, ["--write"], ERROR, WRONG, id="a mistake, not written"),
        pytest.param(WRONG, ["--check"], ERROR, WRONG, id="a mistake, checked"),
    ],
)
def test_a_file_is_formatted_and_the_status_tells_how_it_went(
    text: str, flags: list[str], status: int, after: str, folder: Path
) -> None:
    (folder / "Corefile").write_text(text)
    assert main([*flags, "Corefile"]) == status
    assert (folder / "Corefile").read_text() == after


def test_standard_input_is_formatted_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(LOOSE.encode())))
    assert main(["--write", "-"]) == SAME
    assert capsysbinary.readouterr().out == STYLED.encode()


def test_a_mistake_is_told_at_its_place(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "Corefile").write_text(WRONG)
    assert main(["Corefile"]) == ERROR
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Corefile:2:5: Syntax error: Unexpected token 'whoami', expecting '}'\n")


def test_the_difference_is_a_unified_one(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "Corefile").write_text("example.org {\n  whoami\n}")
    main(["--diff", "Corefile"])
    assert capsys.readouterr().out == (
        "--- Corefile\n+++ Corefile (formatted)\n@@ -1,3 +1,3 @@\n example.org {\n-  whoami\n-}\n"
        "\\ No newline at end of file\n+    whoami\n+}\n"
    )


def test_a_folder_means_its_corefiles_and_one_that_is_wrong_stops_no_other(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "a").mkdir()
    for name, text in {"Corefile": WRONG, "a/site.Corefile": LOOSE, "a/b.txt": LOOSE, "a/c.yaml": "a: b\n"}.items():
        (folder / name).write_text(text)
    assert main(["--write", "."]) == ERROR
    assert (folder / "a/site.Corefile").read_text() == STYLED
    assert (folder / "a/b.txt").read_text() == LOOSE
    assert capsys.readouterr().out == "./a/site.Corefile: formatted\n"


@pytest.mark.parametrize(("name", "text"), [("coredns.yaml", "data:\n  Corefile: x\n"), ("x", "apiVersion: v1\n")])
def test_a_manifest_is_left_alone(name: str, text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / name).write_text(text)
    assert main(["--write", name]) == ERROR
    assert (folder / name).read_text() == text
    assert "manifest" in capsys.readouterr().err


def test_octets_that_are_no_utf_8_are_kept(folder: Path) -> None:
    (folder / "Corefile").write_bytes(b"a.org { # \xff\n  log \xfe\n}\n")
    assert main(["--write", "Corefile"]) == SAME
    assert (folder / "Corefile").read_bytes() == b"a.org {  # \xff\n    log \xfe\n}\n"


def test_a_link_stays_a_link_and_a_mode_a_mode(folder: Path) -> None:
    (folder / "real").write_text(LOOSE)
    (folder / "real").chmod(0o640)
    (folder / "Corefile").symlink_to("real")
    assert main(["--write", "Corefile"]) == SAME
    assert (folder / "Corefile").is_symlink()
    assert (folder / "real").read_text() == STYLED
    assert (folder / "real").stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere"]) == ERROR
    assert capsys.readouterr().err == "pydns-host fmt: open nowhere: no such file or directory\n"


@pytest.mark.parametrize("arguments", [[], ["--check", "--write", "Corefile"], ["--indent=2", "Corefile"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == ERROR


def test_the_corefiles_of_this_repository_are_formatted() -> None:
    assert main(["--check", str(ROOT / "Corefile.example"), str(ROOT / "examples")]) == SAME


def test_formatting_loads_neither_what_serves_nor_the_grammar() -> None:
    heavy = ("asyncio", "dns", "lark", "re2", "ssl", "yaml")
    assert loaded_by(["fmt", "--check", str(ROOT / "Corefile.example")], heavy) == (SAME, [], "")
