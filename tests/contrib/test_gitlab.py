"""The GitLab job: its script, run but for the line that installs, and the report that it leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contrib.shell import ROOT, environment, run
from tests.tools import require

(JOB,) = yaml.safe_load((ROOT / "contrib" / "gitlab-ci.yml").read_text()).values()


def _run(folder: Path, corefile: str) -> tuple[int, list[dict[str, Any]]]:
    require("bash")
    (folder / "bin").mkdir()
    (folder / "work").mkdir()
    (folder / "work" / "Corefile").write_text(corefile)
    install, *script = JOB["script"]
    assert install == "pip install --quiet pydns-host"
    ran = run(["bash", "-eo", "pipefail", "-c", "\n".join(script)], folder / "work", environment(folder / "bin"))
    report = folder / "work" / JOB["artifacts"]["reports"]["codequality"]
    return ran.returncode, json.loads(report.read_text())


def test_findings_fail_the_job_and_stand_in_its_report(tmp_path: Path) -> None:
    status, (finding,) = _run(tmp_path, "example.org {\n  whoamy\n}\n")
    assert status == 1
    assert finding.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
    assert finding["location"]["lines"]["begin"] == 2


@pytest.mark.parametrize("when", ["always"])
def test_a_job_without_findings_passes_with_an_empty_report(when: str, tmp_path: Path) -> None:
    assert JOB["artifacts"]["when"] == when
    assert _run(tmp_path, "example.org {\n    whoami\n}\n") == (0, [])
