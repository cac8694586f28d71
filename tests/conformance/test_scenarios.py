"""Plays recorded scenarios against the server, in namespaces of their own, and compares with what CoreDNS did.

`run.py` plays one; what may differ stands in `differences.json`, each row with its reason in docs/differences.md.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..tools import require

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SCENARIOS = sorted(path.name for path in (HERE / "data").iterdir())
# {scenario: {check: reason}}: the reason is the heading of the rows in docs/differences.md that explain it.
DIFFERENCES: dict[str, dict[str, str]] = json.loads((HERE / "differences.json").read_text())


def _play(scenario: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "run.py"), "--report", "json"]
    command += ["--server", f"{sys.executable} -m pydns_host -conf {{corefile}}", str(HERE / "data" / scenario)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    played = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=200, check=False)
    report: dict[str, Any] = json.loads(played.stdout)["scenarios"][0]
    return report


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_ends_as_in_coredns_but_for_what_is_decided(scenario: str) -> None:
    require("unshare", "ip", root=True)
    report = _play(scenario)
    differing = {check["name"]: check for check in report["checks"] if not check["ok"] and not check["quirk"]}
    decided = DIFFERENCES.get(scenario, {})
    assert sorted(differing) == sorted(decided), json.dumps(differing, indent=1)


def test_every_difference_has_its_reason() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "differences.md").read_text(), re.M)
    reasons = {reason for checks in DIFFERENCES.values() for reason in checks.values()}
    assert reasons <= set(headings)
