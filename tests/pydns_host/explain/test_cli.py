"""The command line of explain: what it prints and how it ends. What an explanation says is tested beside this."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pydns_host.explain.cli import DONE, REFUSED, USAGE, main
from tests.tools import require

TEXT = "example.org {\n    whoami\n}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYDNS_HOST_PLUGINS", raising=False)
    (tmp_path / "Corefile").write_text(TEXT)
    return tmp_path


def test_a_corefile_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Corefile"]) == DONE
    assert capsys.readouterr().out.startswith("Corefile:1  example.org\n  listens on dns://:53\n")


@pytest.mark.parametrize(
    ("type", "shown"), [([], "A"), (["aaaa"], "AAAA"), (["TYPE65"], "HTTPS"), (["TYPE999"], "TYPE999")]
)
def test_a_question_is_followed(type: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "json", "Corefile", "www.Example.org", *type]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["question"] == f"www.example.org. {shown}"
    assert found["decisions"][0]["server"] == 0


def test_standard_input_is_explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert main(["-"]) == DONE
    assert capsys.readouterr().out.startswith("stdin:1  example.org\n")


def test_a_picture_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require("dot")
    assert main(["--svg", "out.svg", "Corefile"]) == DONE
    assert b"whoami" in (folder / "out.svg").read_bytes()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "arguments", "status", "said"),
    [
        pytest.param("a {\nlog\n", [], REFUSED, "Corefile:2:1: Syntax error", id="a mistake of syntax"),
        pytest.param(
            "a {\nlog {\nclas all\n}\n}\n", [], REFUSED, "unknown property 'clas'", id="a mistake of a plugin"
        ),
        pytest.param(TEXT, ["nowhere"], USAGE, "open nowhere: no such file", id="no file"),
        pytest.param(TEXT, ["Corefile", "a..b"], USAGE, "a label has 1 to 63 octets", id="no name"),
        pytest.param(TEXT, ["Corefile", "a.org", "AA"], USAGE, "AA: not a type of records", id="no type"),
        pytest.param(TEXT, ["Corefile", "a.org", "TYPE99999"], USAGE, "not a type of records", id="no such type"),
        pytest.param(TEXT, ["--svg", "no/where.svg", "Corefile"], USAGE, "", id="a picture that cannot be written"),
    ],
)
def test_what_cannot_be_explained_is_told(
    text: str, arguments: list[str], status: int, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Corefile").write_text(text)
    assert main(arguments or ["Corefile"]) == status
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_a_directive_that_nobody_knows_is_no_reason_not_to_explain(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Corefile").write_text(". {\nfanout . 192.0.2.1\n}\n")
    assert main(["Corefile"]) == DONE
    assert "no plugin of this name is known here" in capsys.readouterr().out
