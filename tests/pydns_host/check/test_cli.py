"""The command line of check: what it prints and how it ends. What is found is tested with the rules."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pydns_host.check.cli import CLEAN, FAULT, FOUND, USAGE, main, validate
from pydns_host.check.engine import Engine

RIGHT = "example.org {\n    whoami\n}\n"
WRONG = "example.org {\n    whoamy\n}\n"
ODD = "example.org {\n    whoami\n    whoami\n}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for variable in ("GITHUB_ACTIONS", "NO_COLOR", "PYDNS_HOST_PLUGINS"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "arguments", "status"),
    [
        pytest.param(RIGHT, "Corefile", CLEAN, id="clean"),
        pytest.param(RIGHT, "", CLEAN, id="without a path"),
        pytest.param(WRONG, "Corefile", FOUND, id="an error"),
        pytest.param(WRONG, "--exit-zero Corefile", CLEAN, id="an error and --exit-zero"),
        pytest.param(ODD, "Corefile", CLEAN, id="a warning"),
        pytest.param(ODD, "--fail-on warning Corefile", FOUND, id="a warning and --fail-on warning"),
        pytest.param(ODD, "--fail-on warning --ignore CF34 Corefile", CLEAN, id="a warning that is ignored"),
        pytest.param(RIGHT, "nowhere", USAGE, id="a path that is not there"),
        pytest.param(RIGHT, "Corefile --env NAME", USAGE, id="a variable without a value"),
        pytest.param(RIGHT, "Corefile --coredns newest", USAGE, id="a version that is none"),
        pytest.param(RIGHT, "Corefile --ignore E501", USAGE, id="a code that is none"),
        pytest.param(RIGHT, "Corefile --plugin nowhere.py", USAGE, id="a plugin that is not there"),
        pytest.param(RIGHT, "--explain CF999", USAGE, id="a rule that is none"),
        pytest.param(RIGHT, "--explain cf201", CLEAN, id="a rule that is one"),
    ],
)
def test_the_status_says_how_it_ended(folder: Path, text: str, arguments: str, status: int) -> None:
    (folder / "Corefile").write_text(text)
    assert main(arguments.split()) == status


@pytest.mark.parametrize("arguments", ["--nosuch", "--format xml Corefile", "--fail-on never Corefile", "--fix=yes"])
def test_a_wrong_flag_ends_with_status_2(arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert ended.value.code == USAGE


def test_without_a_path_there_must_be_a_corefile(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == USAGE
    assert "there is no file Corefile here" in capsys.readouterr().err


def test_a_fault_of_our_own_is_told_apart_and_without_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("one and a half")

    (folder / "Corefile").write_text(RIGHT)
    monkeypatch.setattr(Engine, "check", fails)
    assert main(["Corefile"]) == FAULT
    error = capsys.readouterr().err
    assert error == "pydns-host check: a fault of check itself: ZeroDivisionError: one and a half\n"


def test_standard_input_is_checked_under_the_name_that_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(WRONG.encode())))
    assert main(["--format", "concise", "--stdin-filename", "deep/Corefile", "-"]) == FOUND
    assert capsys.readouterr().out.startswith("deep/Corefile:2:5: error[CF201] Unknown directive 'whoamy'\n")


def test_manifests_without_a_corefile_are_no_mistake_and_folders_without_any_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "service.yaml").write_text("kind: Service\n")
    assert main(["service.yaml"]) == CLEAN
    assert "no Corefile in service.yaml" in capsys.readouterr().err
    assert main(["."]) == USAGE
    assert "no Corefile in ." in capsys.readouterr().err


def test_the_plugins_of_a_build_are_read_from_what_it_prints(folder: Path) -> None:
    (folder / "Corefile").write_text("example.org {\n    whoami\n    netbox\n}\n")
    for printed in ("netbox\nwhoami\n", "Server types:\n  dns\n\nOther plugins:\n  dns.netbox\n  dns.whoami\n"):
        (folder / "plugins.txt").write_text(printed)
        assert main(["--plugins-from", "plugins.txt", "Corefile"]) == CLEAN
    (folder / "plugins.txt").write_text("netbox\n")
    assert main(["--plugins-from", "plugins.txt", "Corefile"]) == FOUND
    assert main(["--plugins-from", "nowhere", "Corefile"]) == USAGE


def test_variables_come_from_a_file_and_from_the_command_line_which_counts_more(folder: Path) -> None:
    (folder / "Corefile").write_text("example.org {\n    forward . {$UP} {$DOWN}\n}\n")
    (folder / "env").write_text("# ours\nexport UP=192.0.2.1\n\nDOWN='127.0.0.1'\n")
    arguments = ["--fail-on", "warning", "--env-file", "env", "Corefile"]
    assert main(arguments) == FOUND
    assert main([*arguments, "--env", "DOWN=192.0.2.2"]) == CLEAN
    assert main([*arguments, "--env-file", "nowhere"]) == USAGE


def test_in_github_actions_the_format_is_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Corefile").write_text(WRONG)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    main(["Corefile"])
    assert capsys.readouterr().out.startswith("::error title=")


def test_validate_of_the_serving_command_is_the_same_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other").write_text(WRONG)
    assert validate(["-conf", "other", "-validate"]) == FOUND
    validated = capsys.readouterr().out
    main(["other"])
    assert capsys.readouterr().out == validated


def test_json_has_every_file_and_says_whether_it_is_valid(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Corefile").write_text(WRONG)
    (folder / "b.Corefile").write_text(RIGHT)
    main(["--format", "json", "."])
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(each["file"], each["valid"]) for each in files] == [("./Corefile", False), ("./b.Corefile", True)]
    (found,) = files[0]["diagnostics"]
    assert found == {
        "severity": "error",
        "kind": "syntax",
        "code": "CF201",
        "message": "Unknown directive 'whoamy'",
        "hint": "did you mean 'whoami'?",
        "plugin": "whoamy",
        "file": "./Corefile",
        "line": 2,
        "column": 5,
        "end_line": 2,
        "end_column": 11,
    }
