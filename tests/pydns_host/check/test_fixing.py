"""What --fix and --diff make of whole files, by the command line. How a text is changed is tested with `fixes`."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pydns_host.check.cli import CLEAN, FOUND, main

CASES = {
    "a misspelt zone of gathersrv": (
        "distributed.local {\n  gathersrv distribiuted.local. {\n    a.local. a-\n  }\n}\n",
        "distributed.local {\n  gathersrv distributed.local. {\n    a.local. a-\n  }\n}\n",
    ),
    "a removed directive": ("a.org {\n  proxy . 192.0.2.1\n}\n", "a.org {\n  forward . 192.0.2.1\n}\n"),
    "removed options, line by line": (
        "cluster.local {\n  kubernetes {\n    upstream\n    resyncperiod 5m\n    ttl 30\n  }\n}\n",
        "cluster.local {\n  kubernetes {\n    ttl 30\n  }\n}\n",
    ),
    "an option of another name": (
        "a.org {\n  file db {\n    no_reload\n  }\n}\n",
        "a.org {\n  file db {\n    reload 0\n  }\n}\n",
    ),
    "a stream to log to": ("a.org {\n  log stdout\n  whoami\n}\n", "a.org {\n  log .\n  whoami\n}\n"),
    "a unit of time": ("a.org {\n  cache 5m\n  whoami\n}\n", "a.org {\n  cache 300\n  whoami\n}\n"),
    "a reverse zone": ("10.in-addr-arpa {\n  whoami\n}\n", "10.in-addr.arpa {\n  whoami\n}\n"),
    "joined keys": ("a.org,b.org {\n  whoami\n}\n", "a.org, b.org {\n  whoami\n}\n"),
    "a glued brace, and what shows behind it": (
        "a.org{\n  log stdout\n  whoami\n}\n",
        "a.org {\n  log .\n  whoami\n}\n",
    ),
    "a scheme": ("doh://a.org {\n  tls c k\n  whoami\n}\n", "https://a.org {\n  tls c k\n  whoami\n}\n"),
    "what is never asked": (
        "a.org {\n  forward . 192.0.2.1\n  whoami\n}\n",
        "a.org {\n  forward . 192.0.2.1\n}\n",
    ),
    "nothing, where a person has to look": (
        "a.org {\n  proxy . 192.0.2.1 {\n    fail_timeout 5s\n  }\n}\n",
        "a.org {\n  proxy . 192.0.2.1 {\n    fail_timeout 5s\n  }\n}\n",
    ),
    "nothing, where octets are no text": ("a.org {\n  log stdout # \ufffd\n}\n", "a.org {\n  log stdout # \ufffd\n}\n"),
}
MANIFEST = """\
kind: ConfigMap
data:
  Corefile: |
    a.org {
        log stdout
        file db {
            upstream
        }
    }
  other.server: "b.org {\\n  log stdout\\n  whoami\\n}\\n"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_what_can_be_put_right_is_written(folder: Path, before: str, after: str) -> None:
    path = folder / "Corefile"
    path.write_text(before)
    main(["--no-files", "--fix", "Corefile"])
    assert path.read_text() == after


def test_a_manifest_is_put_right_in_place(folder: Path) -> None:
    path = folder / "cm.yaml"
    path.write_text(MANIFEST)
    main(["--fix", "cm.yaml"])
    assert path.read_text() == MANIFEST.replace("log stdout", "log .").replace("            upstream\n", "")


def test_a_diff_changes_nothing_and_ends_with_1_where_it_would(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = CASES["a stream to log to"]
    path = folder / "Corefile"
    path.write_text(before)
    assert main(["--diff", "Corefile"]) == FOUND
    assert "-  log stdout\n+  log .\n" in capsys.readouterr().out
    assert path.read_text() == before
    path.write_text(after)
    assert main(["--diff", "Corefile"]) == CLEAN
    assert capsys.readouterr().out == ""


def test_standard_input_comes_out_put_right_and_the_findings_beside_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = CASES["what is never asked"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(before.encode())))
    assert main(["--fix", "-"]) == CLEAN
    shown = capsys.readouterr()
    assert shown.out == after
    assert "No mistakes in 1 file" in shown.err


def test_a_fix_that_would_make_a_new_mistake_is_not_made(folder: Path) -> None:
    # In the reference's eyes the first block has no brace; with one, the second is the same zone again.
    text = "a.org{\n  whoami\n}\na.org {\n  whoami\n}\n"
    path = folder / "Corefile"
    path.write_text(text)
    main(["--fix", "Corefile"])
    fixed = path.read_text()
    main(["--fix", "Corefile"])
    assert path.read_text() == fixed
