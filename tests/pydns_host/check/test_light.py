"""What a check of kubeadm's Corefile does not load, since editors and hooks run it. How long it takes is bench's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.loaded import loaded_by
from tests.pydns_host.check.test_wild import FOLDER

HEAVY = ("asyncio", "ssl", "dns", "lark", "yaml", "tomllib", "json", "importlib.metadata", "xml", "difflib", "email")


def test_kubeadm_s_corefile_is_checked_without_the_server_and_what_it_needs(tmp_path: Path) -> None:
    file = shutil.copy(FOLDER / "k8s-kubeadm.Corefile", tmp_path)
    assert loaded_by(["check", "--no-files", str(file)], HEAVY)[:2] == (0, [])


def test_no_socket_is_opened_and_no_process_started_whatever_is_checked(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "def hook(event, arguments):\n"
        "    if event.startswith(('socket.', 'subprocess.', 'os.exec', 'os.fork', 'os.posix_spawn')):\n"
        "        raise SystemExit(f'{event} {arguments}')\n"
        "sys.addaudithook(hook)\n"
        "from pydns_host.cli import main\n"
        "main(['check', '--format', 'json', sys.argv[1]])\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(FOLDER)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
