"""The project file: where it is looked for, what it may say, and how mistakes in it are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from corefile import Severity
from pydns_host.check import project
from pydns_host.check.cli import FOUND, USAGE, main
from pydns_host.check.project import BadProject, settings_for
from pydns_host.check.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    project._of_folder.cache_clear()
    (tmp_path / "deep").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("", Settings()),
        ('ignore = ["CF401", "CF5"]', Settings(ignore=("CF401", "CF5"))),
        ('severity = { CF401 = "error" }', Settings(severity={"CF401": Severity.ERROR})),
        ('env = { A = "b" }', Settings(env={"A": "b"})),
        ('directives = ["rrl"]', Settings(directives=frozenset({"rrl"}))),
        ('coredns = "1.11"', Settings(coredns=(1, 11, 9999))),
        ('fail-on = "warning"', Settings(fail_on=Severity.WARNING)),
        ('plugins-from = "list.txt"', Settings(plugins=frozenset({"acl", "any"}))),
    ],
)
def test_every_setting_is_read(folder: Path, text: str, settings: Settings) -> None:
    (folder / "list.txt").write_text("acl\nany\n")
    (folder / "pydns-host.toml").write_text(text)
    assert settings_for("deep/Corefile") == settings


def test_pyproject_has_a_table_for_it(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.pydns-host]\nignore = ["CF4"]\n')
    assert settings_for("Corefile").ignore == ("CF4",)


def test_the_nearest_file_counts_and_a_pyproject_without_the_table_is_none(folder: Path) -> None:
    (folder / "pydns-host.toml").write_text('ignore = ["CF1"]')
    (folder / "deep" / "pyproject.toml").write_text("[tool.ruff]\n")
    assert settings_for("deep/Corefile").ignore == ("CF1",)
    project._of_folder.cache_clear()
    (folder / "deep" / "pydns-host.toml").write_text('ignore = ["CF2"]')
    assert settings_for("deep/Corefile").ignore == ("CF2",)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("ignore", "pydns-host.toml: "),
        ("ignroe = []", "unknown setting 'ignroe': did you mean 'ignore'?"),
        ('ignore = "CF401"', "ignore: a list of strings is expected"),
        ('ignore = ["E501"]', "ignore: 'E501' is no code"),
        ('severity = { CF401 = "fatal" }', "severity: 'fatal' is no severity"),
        ("env = { A = 1 }", "env: a table of strings is expected"),
        ('coredns = "latest"', "coredns: 'latest' is no version"),
        ('plugins-from = "nowhere"', "plugins-from: .*No such file"),
        ("fail-on = 1", "fail-on: a string is expected"),
    ],
)
def test_a_mistake_in_it_is_told_with_its_file(folder: Path, text: str, complaint: str) -> None:
    (folder / "pydns-host.toml").write_text(text)
    with pytest.raises(BadProject, match=complaint):
        settings_for("Corefile")
    project._of_folder.cache_clear()
    (folder / "Corefile").write_text("a {\nwhoami\n}\n")
    assert main(["Corefile"]) == USAGE


def test_a_table_of_another_kind_is_told(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool]\npydns-host = 1\n")
    with pytest.raises(BadProject, match="pydns-host is not a table"):
        settings_for("Corefile")


def test_the_command_line_stands_above_the_project(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pydns-host.toml").write_text('env = { UP = "192.0.2.1" }\nfail-on = "warning"\nignore = ["CF401"]')
    (folder / "Corefile").write_text(". {\nforward . {$UP}\nwhoami\n}\n")
    assert main(["--format", "concise", "Corefile"]) == FOUND
    assert "CF350" in capsys.readouterr().out
    assert main(["--ignore", "CF350", "Corefile"]) == 0
    assert main(["--fail-on", "error", "Corefile"]) == 0
    assert main(["--ignore", "CF350", "--env", "UP=127.0.0.1", "Corefile"]) == FOUND
