"""Where the Corefile comes from, the first time and each time after. Its language is tested elsewhere."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from corefile import CorefileError
from pydns_host.assemble import Plan
from pydns_host.cli import flags
from pydns_host.cli.loader import Loader
from pydns_host.errors import StartError
from pydns_host.registry import Registry


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loader(*arguments: str) -> Loader:
    return Loader(flags.parse(arguments), Registry())


def shown(plan: Plan) -> list[str]:
    keys = [f"{key.zone}:{key.port}" for block in plan.blocks for key, _ in block.keys]
    return keys + [link.plugin.name for block in plan.blocks for link in block.links]


def test_without_a_corefile_whoami_and_log_are_served_on_the_default_port() -> None:
    assert shown(loader().plan()) == [".:53", "log", "whoami"]
    assert shown(loader("-p", "1053").plan()) == [".:1053", "log", "whoami"]


def test_a_file_named_corefile_is_taken_when_the_flags_name_none(folder: Path) -> None:
    (folder / "Corefile").write_text("a.test {\nwhoami\n}\n")
    assert shown(loader().plan()) == ["a.test.:53", "whoami"]


def test_a_corefile_without_any_server_block_serves_the_default(folder: Path) -> None:
    (folder / "Corefile").write_text("# nothing yet\n")
    assert shown(loader().plan()) == [".:53", "log", "whoami"]


def test_the_default_port_is_that_of_keys_without_one(folder: Path) -> None:
    (folder / "other").write_text("a.test b.test:54 {\nwhoami\n}\n")
    assert shown(loader("-conf", "other", "-p", "1053").plan()) == ["a.test.:1053", "b.test.:54", "whoami"]


def test_each_plan_reads_the_file_anew(folder: Path) -> None:
    path = folder / "Corefile"
    path.write_text("a.test {\nwhoami\n}\n")
    loading = loader()
    loading.plan()
    path.write_text("b.test {\nwhoami\n}\n")
    assert shown(loading.plan()) == ["b.test.:53", "whoami"]


def test_a_corefile_that_has_gone_is_an_error_and_not_the_default(folder: Path) -> None:
    path = folder / "Corefile"
    path.write_text("a.test {\nwhoami\n}\n")
    loading = loader()
    path.unlink()
    with pytest.raises(CorefileError, match="open Corefile: no such file or directory"):
        loading.plan()


def test_a_file_that_the_flags_name_must_be_there() -> None:
    with pytest.raises(CorefileError, match="open nowhere: no such file or directory"):
        loader("-conf", "nowhere").plan()


@pytest.mark.parametrize("name", ["-", "stdin"])
def test_standard_input_is_read_once_as_octets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    octets = b"\xef\xbb\xbfa.test {\r\nwhoami # \xff\r\n}\r\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(octets)))
    loading = loader("-conf", name)
    assert shown(loading.plan()) == shown(loading.plan()) == ["a.test.:53", "whoami"]


def test_a_closed_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(StartError, match="standard input is closed"):
        loader("-conf", "-")


def test_a_warning_refuses_the_start_when_the_flags_are_strict(folder: Path) -> None:
    (folder / "Corefile").write_text(r"\300.test {" "\nwhoami\n}\n")
    assert [warning.message for warning in loader().plan().warnings] == [
        r"no question can ever be for the zone \300.test."
    ]
    with pytest.raises(CorefileError, match="no question can ever be for the zone"):
        loader("-strict").plan()


def test_the_fingerprint_is_that_of_the_corefile_that_was_tried_last_right_or_wrong(folder: Path) -> None:
    path = folder / "Corefile"
    path.write_text(". {\n whoami\n}\n")
    one = loader()
    assert one.fingerprint == ""
    one.plan()
    first = one.fingerprint
    assert one.read() == first
    path.write_text(". {\n nonsense\n}\n")
    assert one.read() != first
    assert one.fingerprint == first
    with pytest.raises(CorefileError):
        one.plan()
    assert one.fingerprint == one.read() != first


def test_what_cannot_be_read_and_what_is_wrong_with_the_rest_is_told_at_once(folder: Path) -> None:
    (folder / "Corefile").write_text(". {\nimport gone.conf\nlog {\nclas all\n}\nforwrd . 192.0.2.1\n}\n")
    with pytest.raises(CorefileError) as refused:
        loader().plan()
    assert [one.span.line for one in refused.value.diagnostics if one.span] == [2, 4, 6]
