"""Which files the arguments mean. What is in manifests is tested with `manifests`."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pydns_host.check.sources.paths import Inputs, Unreadable

CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  Corefile: ". {\\n}"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_means_its_corefiles_and_the_manifests_that_hold_some(folder: Path) -> None:
    files = {
        "Corefile": ". {\n}",
        "Corefile.example": ". {\n}",
        "prod.Corefile": ". {\n}",
        "deep/er/Corefile": ". {\n}",
        "cm.yaml": CONFIG_MAP,
        "list.json": '{"data": {"Corefile": ""}}',
        "service.yaml": "kind: Service\n",
        "broken.yaml": "data: {Corefile: [\n",
        "Corefile.md": "# Corefile",
        "Corefile~": ". {",
        ".git/Corefile": ". {\n}",
        "node_modules/x/Corefile": ". {\n}",
        "zone.db": "$ORIGIN",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    os.mkfifo(folder / "x.Corefile")
    assert list(Inputs.read(["."]).texts) == [
        "./Corefile",
        "./Corefile.example",
        "./cm.yaml",
        "./list.json",
        "./prod.Corefile",
        "./deep/er/Corefile",
    ]


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    (folder / "Corefile").write_text(". {\n}")
    assert list(Inputs.read(["Corefile", "Corefile"]).texts) == ["Corefile"]


def test_a_file_that_is_named_is_a_corefile_whatever_it_is_called(folder: Path) -> None:
    (folder / "dns.conf").write_text(". {\n}")
    (document,) = Inputs.read(["dns.conf"]).documents()
    assert (document.name, document.locate) == ("dns.conf", None)


@pytest.mark.parametrize("name", ["cm.yaml", "cm.yml", "CM.YAML", "manifest"])
def test_a_manifest_is_known_by_its_name_or_by_its_looks(folder: Path, name: str) -> None:
    (folder / name).write_text(CONFIG_MAP)
    (document,) = Inputs.read([name]).documents()
    assert document.key == "Corefile"


def test_standard_input_may_be_a_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CONFIG_MAP.encode())))
    inputs = Inputs.read(["-"], "from-kubectl")
    assert inputs.piped == "from-kubectl"
    assert [document.key for document in inputs.documents()] == ["Corefile"]


@pytest.mark.parametrize(("path", "reason"), [("nowhere", "no such file"), ("a\0b", "null byte")])
def test_what_cannot_be_read_is_told(path: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"open .*: .*{reason}"):
        Inputs.read([path])


def test_closed_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Unreadable, match="standard input is closed"):
        Inputs.read(["-"])
