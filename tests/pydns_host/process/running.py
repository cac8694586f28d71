"""A server as a process of its own, on a loopback port that is free. Nothing is tested here."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import dns.message
import dns.query

ROOT = Path(__file__).parents[3]
LIMIT = 20.0  # seconds that anything here may take
WHOAMI = "a.test:PORT {\n  bind 127.0.0.1\n  whoami\n}\n"
# A plugin in a file: names that begin with "slow" are answered once the file `go` is in the working directory.
SLOW = '''
import os
import asyncio
from pydns_host.chain import Plugin


class Slow(Plugin):
    """Answers slow names when it is told to."""

    name = "slow"
    before = "whoami"

    async def serve(self, request, next):
        while request.text.startswith("slow") and not os.path.exists("go"):
            await asyncio.sleep(0.01)
        return await next(request)
'''


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """One server process; `port` is where it listens."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def ask(self, name: str = "a.test.", type: str = "A", proto: str = "tcp") -> dns.message.Message:
        """An answer over "tcp" or "udp"."""
        query = dns.message.make_query(name, type)
        over = dns.query.tcp if proto == "tcp" else dns.query.udp
        return over(query, "127.0.0.1", LIMIT, self.port)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def until(self, said: str) -> str:
        """The next line with this in it; earlier ones are passed over."""
        stdout: IO[str] | None = self.process.stdout
        assert stdout is not None
        while line := stdout.readline():
            if said in line:
                return line
        raise EOFError(f"ended without saying {said!r}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, list[str]]:
        """Its status and what it still said, after a signal."""
        self.send(number)
        stdout: IO[str] | None = self.process.stdout
        lines = [] if stdout is None else stdout.read().splitlines()
        return self.process.wait(LIMIT), lines

    def facts(self) -> dict[str, int]:
        """Its open descriptors and its threads."""
        proc = Path(f"/proc/{self.process.pid}")
        return {what: len(list((proc / what).iterdir())) for what in ("fd", "task")}

    def cpu(self) -> float:
        """The seconds of processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(
    folder: Path, corefile: str, *flags: str, env: Mapping[str, str] | None = None, port: int = 0, **more: Any
) -> Iterator[Running]:
    """A server whose Corefile has PORT for a port that is free; it serves when this yields."""
    port = port or free_port()
    (folder / "Corefile").write_text(corefile.replace("PORT", str(port)))
    command = [sys.executable, "-m", "pydns_host", *flags]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | dict(env or {})
    output: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} | more
    process = subprocess.Popen(command, cwd=folder, env=environment, text=True, **output)
    try:
        _wait_until_it_listens(process, port)
        yield Running(process, port)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(LIMIT)
        if process.stdout is not None:
            process.stdout.close()


def _wait_until_it_listens(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), LIMIT).close()
            return
        except ConnectionRefusedError:
            if process.poll() is not None:
                said = "" if process.stdout is None else process.stdout.read()
                raise AssertionError(f"ended with status {process.returncode}: {said}") from None
    raise AssertionError("does not listen")


def refused(folder: Path, corefile: str, *flags: str, **more: Any) -> tuple[int, str]:
    """The status and the error lines of a server that reads this Corefile and does not start."""
    command = [sys.executable, "-m", "pydns_host", "-conf", "-", *flags]
    ran = subprocess.run(
        command,
        input=corefile,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
        **more,
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stderr
