"""The command line of adapt: what it prints and how it ends. What the document has in it is tested beside this."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pydns_host.adapt.cli import DONE, REFUSED, SCHEMA, USAGE, main
from tests.loaded import loaded_by

ROOT = Path(__file__).parents[3]
TEXT = "(c) {\n  errors\n}\nexample.org {\n  import c\n  whoami\n}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYDNS_HOST_PLUGINS", raising=False)
    (tmp_path / "Corefile").write_text(TEXT)
    return tmp_path


def test_the_corefile_of_the_folder_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["files"] == ["Corefile"]
    assert [each["name"] for each in found["servers"][0]["directives"]] == ["errors", "whoami"]


def test_a_single_corefile_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corefile", "Corefile"]) == DONE
    assert capsys.readouterr().out == "example.org {\n    errors\n    whoami\n}\n"


def test_standard_input_has_the_name_that_it_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert main(["-", "--stdin-filename", "x/Corefile"]) == DONE
    assert json.loads(capsys.readouterr().out)["file"] == "x/Corefile"


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--schema"]) == DONE
    assert capsys.readouterr().out == SCHEMA.read_text()


@pytest.mark.parametrize(
    ("text", "arguments", "status", "said"),
    [
        pytest.param("a {\nlog\n", [], REFUSED, "Corefile:2:1: Syntax error", id="a mistake of syntax"),
        pytest.param("a {\nimport b\n}\n", [], REFUSED, "File to import not found: b", id="nothing to import"),
        pytest.param(":53 {\n}\n", [], REFUSED, "Corefile:1:1: ", id="a key that is none"),
        pytest.param(":53 {\n}\n", ["nowhere"], USAGE, "open nowhere: no such file", id="no file"),
        pytest.param("(a)\n", ["--corefile"], REFUSED, "no single Corefile can say", id="nothing to write it with"),
        pytest.param("a\n", ["--plugin", "nowhere.py"], USAGE, "plugin nowhere.py", id="no such plugin"),
    ],
)
def test_what_cannot_be_shown_is_told(
    text: str, arguments: list[str], status: int, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Corefile").write_text(text)
    assert main(arguments) == status
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_a_plugin_from_elsewhere_has_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Corefile").write_text(". {\nrefuse_any\nerrors\nwhoami\n}\n")
    main(["--plugin", str(ROOT / "examples" / "plugins" / "refuse_any.py")])
    (server,) = json.loads(capsys.readouterr().out)["servers"]
    assert [each["name"] for each in server["directives"]] == ["errors", "refuse_any", "whoami"]


def test_adapting_loads_neither_what_serves_nor_the_grammar() -> None:
    heavy = ("asyncio", "dns", "lark", "re2", "ssl", "yaml")
    assert loaded_by(["adapt", str(ROOT / "Corefile.example")], heavy)[:2] == (DONE, [])
