"""The hooks for pre-commit, run by pre-commit in a repository of the test.

Their entries are run as they stand by the `pydns-host` of this tree, since `language: python` installs from a network.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contrib.shell import ROOT, environment, run
from tests.tools import require, require_module

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
STYLED = "example.org {\n    whoami\n}\n"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    require("git")
    require_module("pre_commit")
    (tmp_path / "bin").mkdir()
    identity = {
        f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return environment(tmp_path / "bin", PRE_COMMIT_HOME=str(tmp_path / "home"), HOME=str(tmp_path), **identity)


def _commit(folder: Path, env: dict[str, str], files: dict[str, str]) -> Path:
    """A repository with these files and both hooks."""
    repository = folder / "repository"
    repository.mkdir()
    hooks: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text())
    local = [hook | {"language": "system"} for hook in hooks]
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]}))
    for name, text in files.items():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(text)
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--no-verify", "--message", "x"]):
        assert run(["git", *command], repository, env).returncode == 0
    return repository


def _hook(name: str, repository: Path, env: dict[str, str]) -> tuple[int, str]:
    ran = run([sys.executable, "-m", "pre_commit", "run", "--all-files", name], repository, env)
    return ran.returncode, ran.stdout


def test_the_manifest_is_one(env: dict[str, str], tmp_path: Path) -> None:
    ran = run([sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)], tmp_path, env)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_corefiles_that_are_right_pass_and_nothing_else_is_looked_at(env: dict[str, str], tmp_path: Path) -> None:
    others = ["README.md", "values.yaml", "Corefile.md", "Corefile.j2", "Corefile.yaml", "Corefile.bak"]
    files = {"Corefile": STYLED, "k8s/site.Corefile": STYLED} | dict.fromkeys(others, "{")
    repository = _commit(tmp_path, env, files)
    for name in ("pydns-host-check", "pydns-host-fmt"):
        assert _hook(name, repository, env)[0] == 0


def test_a_corefile_that_is_wrong_fails_with_its_place(env: dict[str, str], tmp_path: Path) -> None:
    repository = _commit(tmp_path, env, {"Corefile": STYLED, "k8s/Corefile.prod": "a.org {\n  whoamy\n}\n"})
    status, shown = _hook("pydns-host-check", repository, env)
    assert status == 1
    assert "k8s/Corefile.prod:2:3" in shown
    assert "did you mean 'whoami'?" in shown


def test_a_corefile_that_is_not_formatted_fails_and_is_formatted(env: dict[str, str], tmp_path: Path) -> None:
    repository = _commit(tmp_path, env, {"Corefile": "example.org\n{\n  whoami }\n".replace(" }", "\n}")})
    status, shown = _hook("pydns-host-fmt", repository, env)
    assert status == 1
    assert "files were modified by this hook" in shown
    assert (repository / "Corefile").read_text() == STYLED
    assert _hook("pydns-host-fmt", repository, env)[0] == 0
