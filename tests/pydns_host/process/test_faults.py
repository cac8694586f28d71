"""What is around the process fails: nobody reads its log, descriptors run out, signals come early. Answers go on."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import dns.message
import dns.rcode
import pytest

from .running import LIMIT, ROOT, SLOW, WHOAMI, Running, running

LOGGED = WHOAMI.replace("whoami", "whoami\n  log")
SLOWED = WHOAMI.replace("whoami", "slow\n  whoami")
FAULTY = """
from pydns_host.chain import Plugin


class Faulty(Plugin):
    name = "faulty"
    before = "whoami"

    async def serve(self, request, next):
        if request.text.startswith("raises"):
            raise ValueError("a bug")
        if request.text.startswith("allocates"):
            return bytearray(1 << 62)
        return await next(request)
"""


def _canary(server: Running, queries: int = 50) -> set[int]:
    return {server.ask(f"a{number}.a.test.", proto="udp").rcode() for number in range(queries)}


def test_a_reader_of_the_log_that_is_gone_costs_no_answer(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with running(tmp_path, LOGGED, stdout=writing) as server:
        os.close(writing)
        os.close(reading)
        assert _canary(server) == {dns.rcode.NOERROR}
        assert server.end()[0] == 0


def test_a_reader_of_the_log_that_has_stopped_costs_no_answer(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, bytes(4096))
    except BlockingIOError:
        os.set_blocking(writing, True)  # the pipe is full, and nobody reads
    with running(tmp_path, LOGGED, stdout=writing) as server:
        assert _canary(server) == {dns.rcode.NOERROR}
        assert server.end()[0] == 0
    os.close(reading)
    os.close(writing)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_a_full_disk_costs_no_answer(tmp_path: Path) -> None:
    with open("/dev/full", "w", encoding="ascii") as full, running(tmp_path, LOGGED, stdout=full) as server:
        assert _canary(server) == {dns.rcode.NOERROR}
        assert server.end()[0] == 0


def test_with_its_standard_descriptors_closed_no_log_line_goes_to_a_client(tmp_path: Path) -> None:
    def close_all() -> None:
        for descriptor in range(3):
            os.close(descriptor)

    with running(tmp_path, LOGGED, stdout=None, stderr=None, preexec_fn=close_all) as server:
        assert _canary(server) == {dns.rcode.NOERROR}
        targets = [os.readlink(f"/proc/{server.process.pid}/fd/{number}") for number in range(3)]
        assert targets == [os.devnull] * 3
        assert server.end()[0] == 0


def test_with_few_descriptors_udp_and_newcomers_are_served_while_idle_connections_give_way(tmp_path: Path) -> None:
    def allow_64() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    with running(tmp_path, WHOAMI, preexec_fn=allow_64) as server, ExitStack() as stack:
        for number in range(100):
            client = stack.enter_context(_connection(server, f"127.0.0.{number % 8 + 1}"))
            client.sendall(b"\0\x20half")
        assert _canary(server) == {dns.rcode.NOERROR}
        assert server.ask().rcode() == dns.rcode.NOERROR
        assert server.facts()["fd"] <= 64
        assert server.end()[0] == 0


def _connection(server: Running, source: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), LIMIT, source_address=(source, 0))


def test_a_hundred_slow_queries_in_flight_are_answered_after_sigterm(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    with running(tmp_path, SLOWED, "-plugin", "slow.py") as server, ExitStack() as stack:
        clients = []
        for number in range(100):
            client = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            client.settimeout(LIMIT)
            client.connect(("127.0.0.1", server.port))
            query = dns.message.make_query(f"slow{number}.a.test.", "A")
            client.send(query.to_wire())
            clients.append((client, query))
        assert server.ask(proto="udp").rcode() == dns.rcode.NOERROR  # so all those before have been taken
        server.send(signal.SIGTERM)
        server.until("SIGTERM: Shutting down")
        (tmp_path / "go").touch()
        for client, query in clients:
            answer = dns.message.from_wire(client.recv(4096))
            assert query.is_response(answer)
            assert answer.rcode() == dns.rcode.NOERROR
        assert server.process.wait(LIMIT) == 0


def test_reloads_of_which_some_are_broken_lose_no_query_and_leave_nothing_behind(tmp_path: Path) -> None:
    with running(tmp_path, LOGGED) as server:
        path = tmp_path / "Corefile"
        good = path.read_text()
        facts = {}
        for number in range(25):
            broken = number % 5 == 4
            path.write_text(good.replace("whoami", "nonsense") if broken else f"{good}# {number}\n")
            server.send(signal.SIGUSR1)
            asked = [server.ask(proto=proto).rcode() for proto in ("udp", "tcp", "udp")]
            assert set(asked) == {dns.rcode.NOERROR}
            server.until("Restart failed" if broken else "Reloading complete")
            if number == 5:
                facts = _settled(server)
        assert _settled(server) == facts


def _settled(server: Running) -> dict[str, int]:
    """The process's facts once it has taken note that earlier clients have closed."""
    _canary(server, 5)
    return server.facts()


def test_a_plugin_that_fails_in_any_way_fails_its_own_query_only(tmp_path: Path) -> None:
    (tmp_path / "faulty.py").write_text(FAULTY)
    text = WHOAMI.replace("whoami", "faulty\n  whoami")
    with running(tmp_path, text, "-plugin", "faulty.py") as server:
        for name in ("raises.a.test.", "allocates.a.test."):
            assert server.ask(name).rcode() == dns.rcode.SERVFAIL
        assert _canary(server) == {dns.rcode.NOERROR}
        status, lines = server.end()
    assert status == 0
    said = [line for line in lines if line.startswith("[ERROR]")]
    assert ["plugin/faulty: ValueError: a bug" in said[0], "plugin/faulty: MemoryError" in said[1]] == [True, True]


STARTING = '''
import asyncio
from pydns_host.chain import Plugin


class Starting(Plugin):
    """Never gets ready."""

    name = "starting"
    before = "whoami"

    async def start(self):
        open("started", "w").close()
        await asyncio.sleep(3600)
'''


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_that_comes_while_it_starts_ends_it(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "starting.py").write_text(STARTING)
    (tmp_path / "Corefile").write_text(".:0 {\n  bind 127.0.0.1\n  starting\n  whoami\n}\n")
    command = [sys.executable, "-m", "pydns_host", "-plugin", "starting.py"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        while not (tmp_path / "started").exists():
            assert process.poll() is None
        process.send_signal(number)
        said, _ = process.communicate(timeout=LIMIT)
    assert (process.returncode, said) == (0, "")
