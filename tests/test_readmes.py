"""What the READMEs show is what happens: their Corefiles are taken, their output is printed.

The zone files and queries of a plugin's README are tried beside that plugin's other tests.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import corefile
from corefile import Severity
from pydns_host.cli import main
from pydns_host.registry import Registry
from pydns_host.understand import understand
from tests.tools import require

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
_FENCE = re.compile(r"^```corefile\n((?:.*\n)*?)```$", re.M)
EXAMPLES = [
    pytest.param(text, id=f"{path.parent.name}-{number}")
    for path in sorted((ROOT / "plugins").glob("*/README.md"))
    for number, text in enumerate(_FENCE.findall(path.read_text()), 1)
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_corefile_of_a_plugins_readme_is_taken(text: str) -> None:
    understood = understand(corefile.loads(text, "Corefile", env={}), Registry(), 1053)
    assert understood.blocks
    assert understood.of(Severity.ERROR) == []


def test_every_plugins_readme_has_a_corefile() -> None:
    with_one = {str(example.id).rpartition("-")[0] for example in EXAMPLES}
    assert with_one == {path.parent.name for path in (ROOT / "plugins").glob("*/README.md")}


def test_the_bad_corefile_of_the_readme_is_refused_as_it_shows() -> None:
    command, shown = re.search(r"^\$ (printf .*)\n((?:.*\n)*?)\.\.\.\n", README, re.M).groups()  # type: ignore[union-attr]
    text = command.partition("'")[2].partition("'")[0].replace("\\n", "\n")
    ran = subprocess.run(
        [sys.executable, "-m", "pydns_host", "-conf", "-"],
        input=text,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(shown)


def test_the_plugin_of_the_readme_is_the_one_in_the_examples() -> None:
    shown = re.search(r"^```python\n((?:.*\n)*?)```$", README, re.M).group(1)  # type: ignore[union-attr]
    example = (ROOT / "examples" / "plugins" / "refuse_any.py").read_text()
    for line in shown.splitlines():
        assert line.replace("255", "ANY") in example.splitlines()


def test_every_plugin_is_named_in_the_readme() -> None:
    known = {path.parent.name for path in (ROOT / "plugins").glob("*/config.py")}
    served = {path.parent.name for path in (ROOT / "plugins").glob("*/plugin.py")}
    section = README.partition("\n## Plugins of this version\n")[2].partition("\n## ")[0]
    named = dict(re.findall(r"^\* `(\w+)`: (\*checked\*)?", section, re.M))
    assert known == set(named)
    assert served == {name for name, checked in named.items() if not checked}


def test_every_test_that_the_differences_name_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w./]+)`", (ROOT / "docs" / "differences.md").read_text()))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


_COMMAND = re.compile(r"^\$ pydns-host ((?:fmt|adapt|explain|plugins)\b[^#|>\n]*)", re.M)
COMMANDS = sorted(
    {
        found.strip()
        for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
        for found in _COMMAND.findall(path.read_text())
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_shown_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if "--svg" in command:
        require("dot")
    for name in ("Corefile", "Corefile.example"):
        shutil.copy(ROOT / "Corefile.example", tmp_path / name)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().err == ""
