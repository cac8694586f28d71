"""The GitHub Action: its own steps, run as a runner runs them; those of others (Python, upload) are only looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contrib.shell import ROOT, environment, run
from tests.tools import require

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
RIGHT = "example.org {\n    whoami\n}\n"
WRONG = "example.org {\n  whoamy\n}\n"


def _step(name: str) -> dict[str, Any]:
    return next(step for step in STEPS if step.get("id") == name)


def _run(name: str, folder: Path, **inputs: str) -> tuple[int, str, str]:
    """A step's status, output, and what it gives to later steps; as `shell: bash` is run by GitHub."""
    require("bash")
    given = {key: each["default"] for key, each in ACTION["inputs"].items()} | inputs
    variables = {
        variable: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for variable, value in _step(name)["env"].items()
    }
    (folder / "bin").mkdir(exist_ok=True)
    outputs = folder / "outputs"
    outputs.touch()
    env = environment(folder / "bin", GITHUB_ACTIONS="true", RUNNER_TEMP=str(folder), GITHUB_OUTPUT=str(outputs))
    script = folder / "step.sh"
    script.write_text(_step(name)["run"])
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    ran = run(command, folder / "workspace", env | variables)
    return ran.returncode, ran.stdout, outputs.read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "workspace").mkdir()
    return tmp_path


def test_it_is_a_composite_action_whose_steps_have_a_shell_or_are_others() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all(("shell" in step) != ("uses" in step) for step in STEPS)
    assert [step["uses"].partition("@")[0] for step in STEPS if "uses" in step] == [
        "actions/setup-python",
        "github/codeql-action/upload-sarif",
    ]


def test_no_input_is_put_into_a_script() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


def test_what_steps_use_is_declared() -> None:
    text = (ROOT / "action.yml").read_text()
    used = {part.split("}}")[0].split()[0].strip() for part in text.split("inputs.")[1:]}
    assert used == set(ACTION["inputs"])


def test_findings_are_annotations_and_a_sarif_file(folder: Path) -> None:
    (folder / "workspace" / "Corefile").write_text(WRONG)
    status, shown, outputs = _run("check", folder)
    assert status == 1
    assert shown.startswith("::error title=pydns-host check (CF201),file=./Corefile,line=2,")
    sarif = outputs.strip().partition("sarif=")[2]
    (result,) = json.loads(Path(sarif).read_text())["runs"][0]["results"]
    assert result["ruleId"] == "CF201"


def test_corefiles_that_are_right_pass(folder: Path) -> None:
    (folder / "workspace" / "Corefile").write_text(RIGHT)
    assert _run("check", folder)[:2] == (0, "")


def test_flags_and_several_paths_are_passed_on_and_nothing_is_run(folder: Path) -> None:
    for name, text in {"a.Corefile": RIGHT, "b.Corefile": "example.org {\n    log stdout\n}\n"}.items():
        (folder / "workspace" / name).write_text(text)
    warned = {"paths": "a.Corefile b.Corefile", "args": "--fail-on warning"}
    assert _run("check", folder, **warned)[0] == 1
    assert _run("check", folder, paths="$(touch${IFS}made) a.Corefile")[0] == 2
    assert not (folder / "workspace" / "made").exists()


def test_no_sarif_file_is_written_where_nobody_wants_one(folder: Path) -> None:
    (folder / "workspace" / "Corefile").write_text(RIGHT)
    assert _run("check", folder, sarif="false")[2] == ""


@pytest.mark.parametrize(("text", "status"), [(RIGHT, 0), ("example.org {\nwhoami\n}\n", 1)])
def test_a_corefile_that_is_not_formatted_fails_where_that_is_asked_for(text: str, status: int, folder: Path) -> None:
    (folder / "workspace" / "Corefile").write_text(text)
    assert _run("fmt", folder, fmt="true")[0] == status
