"""Corefile.example, started as its first lines say, answers as they promise. What each plugin does is tested elsewhere.

It runs in a network namespace of its own, where its ports are free whatever else the machine does.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.namespaces import Namespace
from bench.probe import NoAnswer, Question, wait_for
from tests.live.dig import dig
from tests.live.test_page import GLUE, MEMBERS, SERVICE
from tests.tools import require

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "Corefile.example"
COMMAND = os.environ.get("PYDNS_HOST_SERVER") or f"{shlex.quote(sys.executable)} -m pydns_host -conf {{corefile}}"


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    require("dig", "ip", "nsenter", "setpriv", "unshare", root=True)
    with Namespace() as made:
        yield made


def start(namespace: Namespace, corefile: str, folder: Path, log: Path, question: Question) -> None:
    """Start the example in this folder and wait for the right answer; fails with what the server said."""
    argv = [word.replace("{corefile}", corefile) for word in shlex.split(COMMAND)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with open(log, "wb") as out:
        server = namespace.start(argv, cwd=folder, env={"PYTHONPATH": path}, stdout=out, stderr=out)
    try:
        wait_for(namespace, "127.0.0.1", question, server, port=1053)
    except NoAnswer as error:
        raise AssertionError(f"{error}\n{log.read_text()}") from None


def promised() -> list[str]:
    """The words of the dig command in the comments of Corefile.example."""
    line = next(line for line in EXAMPLE.read_text().splitlines() if line.startswith("#   dig "))
    return line.removeprefix("#   dig ").split()


def assert_dig_prints_the_listing(namespace: Namespace) -> None:
    seen = dig(namespace.run, *promised())
    assert seen.status == "NOERROR"
    assert sorted(seen.answer) == sorted(f"{SERVICE} {row}" for row in MEMBERS)
    assert sorted(seen.additional) == sorted(GLUE)


def test_in_the_checkout_it_gives_the_pages_listing(namespace: Namespace, tmp_path: Path) -> None:
    start(namespace, "Corefile.example", ROOT, tmp_path / "log", Question(SERVICE, "SRV", answers=4))
    assert_dig_prints_the_listing(namespace)


def test_a_copy_with_its_zone_files_runs_in_any_folder(namespace: Namespace, tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "Corefile")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    start(namespace, "Corefile", tmp_path, tmp_path / "log", Question(SERVICE, "SRV", answers=4))
    assert_dig_prints_the_listing(namespace)


def test_elsewhere_it_starts_and_says_which_zone_files_it_misses(namespace: Namespace, tmp_path: Path) -> None:
    log = tmp_path / "log"
    start(namespace, str(EXAMPLE), tmp_path, log, Question(SERVICE, "SRV", rcode="SERVFAIL"))
    for letter in "ab":
        assert f"examples/cluster-{letter}.local.zone" in log.read_text()


def test_nothing_of_it_listens_beyond_the_loopback(namespace: Namespace, tmp_path: Path) -> None:
    require("ss")
    start(namespace, "Corefile.example", ROOT, tmp_path / "log", Question(SERVICE, "SRV", answers=4))
    listening = [line.split()[4] for line in namespace.run(["ss", "-Hlntu"]).stdout.splitlines()]
    ports = sorted({address.rpartition(":")[2] for address in listening})
    assert ports == ["1053", "5300", "5308", "5309"]
    assert {address.rpartition(":")[0] for address in listening} == {"127.0.0.1"}
