"""The Ansible task: its `validate` line, run as the template module runs it, without a shell, on a file elsewhere."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml

from tests.contrib.shell import ROOT, environment, run

(TASK,) = yaml.safe_load((ROOT / "contrib" / "ansible-task.yml").read_text())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("example.org {\n    whoami\n}\n", 0, id="right"),
        pytest.param("example.org {\n    import more.conf\n    whoami\n}\n", 0, id="with an import"),
        pytest.param("example.org {\n    log stdout\n}\n", 0, id="with a warning"),
        pytest.param("example.org {\n    whoamy\n}\n", 1, id="wrong"),
    ],
)
def test_only_a_corefile_that_would_be_refused_is_not_written(text: str, status: int, tmp_path: Path) -> None:
    template = TASK["ansible.builtin.template"]
    assert "%s" in template["validate"]
    new = tmp_path / ".ansible-tmp-1" / "source"
    new.parent.mkdir()
    new.write_text(text)
    (tmp_path / "bin").mkdir()
    ran = run(shlex.split(template["validate"] % new), tmp_path, environment(tmp_path / "bin"))
    assert ran.returncode == status
