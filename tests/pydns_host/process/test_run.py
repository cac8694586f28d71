"""The process as a whole: flags, banner, signals, exit status, and a standard output that nobody reads."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import dns.message
import dns.query
import dns.rcode
import pytest

ROOT = Path(__file__).parents[3]
_LIMIT = 20.0  # seconds


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(folder: Path, corefile: str, *flags: str, **more: Any) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server whose Corefile has PORT for a port that is free; it serves when this yields."""
    port = _free_port()
    (folder / "Corefile").write_text(corefile.replace("PORT", str(port)))
    command = [sys.executable, "-m", "pydns_host", "-conf", "Corefile", *flags]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    output: dict[str, Any] = {"stdout": subprocess.PIPE} | more
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.STDOUT, text=True, **output)
    try:
        _ask(port, retry=process)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(_LIMIT)
        if process.stdout is not None:
            process.stdout.close()


def _ask(port: int, name: str = "a.test.", retry: subprocess.Popen[str] | None = None) -> dns.message.Message:
    """An answer over TCP; with `retry`, as soon as the process listens."""
    query = dns.message.make_query(name, "A")
    while True:
        try:
            return dns.query.tcp(query, "127.0.0.1", _LIMIT, port)
        except OSError:
            if retry is None or retry.poll() is not None:
                raise


def _end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, list[str]]:
    process.send_signal(number)
    stdout: IO[str] | None = process.stdout
    lines = [] if stdout is None else stdout.read().splitlines()
    return process.wait(_LIMIT), lines


WHOAMI = "a.test:PORT {\n  bind 127.0.0.1\n  whoami\n}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with _running(tmp_path, WHOAMI, "-pidfile", "run.pid") as (process, port):
        assert (tmp_path / "run.pid").read_text() == f"{process.pid}\n"
        status, lines = _end(process, number)
    assert status == 0
    assert f"a.test.:{port} on 127.0.0.1" in lines
    assert any(line.startswith("pydns-host-") for line in lines)
    assert f"[INFO] {number.name}: Shutting down servers then terminating" in lines
    assert not (tmp_path / "run.pid").exists()


def test_quiet_prints_no_banner(tmp_path: Path) -> None:
    with _running(tmp_path, WHOAMI, "-quiet") as (process, _):
        status, lines = _end(process, signal.SIGTERM)
    assert (status, [line for line in lines if not line.startswith("[INFO] SIGTERM")]) == (0, [])


def test_sigusr1_reloads_and_a_broken_corefile_changes_nothing(tmp_path: Path) -> None:
    with _running(tmp_path, WHOAMI) as (process, port):
        assert process.stdout is not None
        path = tmp_path / "Corefile"
        for text, said, rcode in (
            (path.read_text().replace("whoami", "nonsense"), "Reload failed", dns.rcode.NOERROR),
            (path.read_text().replace("a.test", "b.test"), "Reloading complete", dns.rcode.REFUSED),
        ):
            path.write_text(text)
            process.send_signal(signal.SIGUSR1)
            while said not in process.stdout.readline():
                assert process.poll() is None
            assert _ask(port).rcode() == rcode


def test_a_reader_that_is_gone_costs_no_answer(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with _running(tmp_path, WHOAMI.replace("whoami", "whoami\n  log"), stdout=writing) as (process, port):
        os.close(writing)
        os.close(reading)
        assert [_ask(port).rcode() for _ in range(20)] == [dns.rcode.NOERROR] * 20
        assert _end(process, signal.SIGTERM)[0] == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_a_full_disk_costs_no_answer(tmp_path: Path) -> None:
    with (
        open("/dev/full", "w", encoding="ascii") as full,
        _running(tmp_path, WHOAMI.replace("whoami", "whoami\n  log"), stdout=full) as (process, port),
    ):
        assert [_ask(port).rcode() for _ in range(20)] == [dns.rcode.NOERROR] * 20
        assert _end(process, signal.SIGTERM)[0] == 0


def _refused(folder: Path, corefile: str, *flags: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "pydns_host", "-conf", "-", *flags],
        input=corefile,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT,
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stderr


def test_a_port_that_is_taken_is_one_line_with_address_port_and_advice(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, text = _refused(tmp_path, WHOAMI.replace("PORT", str(port)))
    assert status == 1
    (line,) = text.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "another process has the port" in line


def test_strict_refuses_warnings(tmp_path: Path) -> None:
    text = "d.test:1053 {\n  gathersrv e.test. {\n    c.test. c-\n  }\n  forward . 127.0.0.1:9\n}\n"
    status, message = _refused(tmp_path, text, "-strict")
    assert status == 1
    assert message.startswith("stdin:2:13: plugin/gathersrv: no question of this server block")


@pytest.mark.parametrize(
    ("flags", "status"),
    [(("-nonsense",), 2), (("extra",), 1), (("-p", "x"), 2), (("-plugin", "nowhere.py"), 1), (("-plugins",), 0)],
)
def test_wrong_usage_has_its_status(tmp_path: Path, flags: tuple[str, ...], status: int) -> None:
    assert _refused(tmp_path, "", *flags)[0] == status


def test_a_plugin_in_a_file_and_one_that_pip_installed_serve(tmp_path: Path) -> None:
    examples = ROOT / "examples" / "plugins"
    installed = tmp_path / "site"
    metadata = installed / "pydns_host_greeting-1.0.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: pydns-host-greeting\nVersion: 1.0.0\n")
    (metadata / "entry_points.txt").write_text("[pydns_host.plugins]\ngreeting = pydns_host_greeting:Greeting\n")
    (installed / "pydns_host_greeting.py").write_text((examples / "greeting" / "pydns_host_greeting.py").read_text())
    port = _free_port()
    text = '. {\n bind 127.0.0.1\n refuse_any\n greeting "hello there"\n whoami\n}\n'.replace(". {", f".:{port} {{")
    (tmp_path / "Corefile").write_text(text)
    process = subprocess.Popen(
        [sys.executable, "-m", "pydns_host", "-plugin", str(examples / "refuse_any.py")],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(installed)))},
        stdout=subprocess.DEVNULL,
    )
    try:
        _ask(port, retry=process)  # type: ignore[arg-type]
        answers = {
            kind: dns.query.udp(dns.message.make_query("a.test.", kind), "127.0.0.1", _LIMIT, port)
            for kind in ("ANY", "TXT", "A")
        }
    finally:
        process.terminate()
        assert process.wait(_LIMIT) == 0
    assert answers["ANY"].rcode() == dns.rcode.REFUSED
    assert str(answers["TXT"].answer[0][0]) == '"hello there"'
    assert answers["A"].rcode() == dns.rcode.NOERROR
