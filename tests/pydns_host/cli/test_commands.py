"""Which command the arguments name. What each does is tested beside it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pydns_host import cli

HEAVY = ("asyncio", "ssl", "dns", "socket")


def _recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What is run from now on, instead of running it."""
    run: list[tuple[str, list[str]]] = []

    def record(place: str, arguments: list[str]) -> int:
        run.append((place, arguments))
        return 7

    monkeypatch.setattr(cli, "_run", record)
    return run


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        pytest.param(["check", "Corefile"], ("pydns_host.check.cli:main", ["Corefile"]), id="a command"),
        pytest.param(["plugins"], ("pydns_host.inventory:main", []), id="a command without arguments"),
        pytest.param([], (cli.RUN, []), id="none"),
        pytest.param(["-conf", "check"], (cli.RUN, ["-conf", "check"]), id="a command's name as a value"),
        pytest.param(["nosuch"], (cli.RUN, ["nosuch"]), id="no command"),
        pytest.param(["-conf", "a", "-validate"], (cli.VALIDATE, ["-conf", "a", "-validate"]), id="validate"),
    ],
)
def test_the_first_argument_names_the_command(
    arguments: list[str], place: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _recorded(monkeypatch)
    assert cli.main(arguments) == 7
    assert run == [place]


def test_the_arguments_are_the_process_s_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    run = _recorded(monkeypatch)
    monkeypatch.setattr(sys, "argv", ["pydns-host", "check", "-"])
    cli.main()
    assert [arguments for _, arguments in run] == [["-"]]


def test_a_command_s_exit_status_is_the_process_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["-version", "-quiet"]) == 0
    assert capsys.readouterr().out.startswith("pydns-host-")


def test_finding_out_which_command_is_meant_imports_nothing_heavy() -> None:
    code = f"import sys, pydns_host.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_a_reader_that_has_seen_enough_is_no_reason_for_a_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        command = [sys.executable, "-m", "pydns_host", "plugins"]
        ran = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (ran.returncode, ran.stderr) == (cli.NOBODY_READS, b"")
