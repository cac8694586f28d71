"""A `pydns-host` on the PATH that is this tree's, as hooks and jobs find it where it is installed. No test is here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """An environment in which `pydns-host` is this tree's; the command is put into `folder`."""
    command = folder / "pydns-host"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pydns_host "$@"\n')
    command.chmod(0o755)
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYDNS_", "GIT_"))
    }
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**inherited, "PATH": path, "PYTHONPATH": str(ROOT), **variables}


def run(command: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, and keep what it says."""
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
