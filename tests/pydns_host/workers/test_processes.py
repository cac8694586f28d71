"""Several workers as a user has them: processes under one supervisor. Their parts are tested beside this."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import dns.message
import dns.query
import dns.rcode
import pytest

from tests.pydns_host.process.running import LIMIT, SLOW, WHOAMI, Running, free_port, refused, running

T = TypeVar("T")
TWO = "-workers=2"
HTTP = WHOAMI.replace("whoami", "prometheus localhost:METRICS\n  health :HEALTH\n  ready :READY\n  whoami")


def until(found: Callable[[], T]) -> T:
    """The first of these that is not false; looked for again and again, up to the limit."""
    end = time.monotonic() + LIMIT
    while not (value := found()):
        assert time.monotonic() < end, f"not within {LIMIT} seconds"
        time.sleep(0.01)
    return value


def workers(server: Running) -> list[int]:
    pid = server.process.pid
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


class Pages:
    """What a server says over HTTP."""

    def __init__(self) -> None:
        self.ports = {word: free_port() for word in ("METRICS", "HEALTH", "READY")}

    def put(self, corefile: str) -> str:
        for word, port in self.ports.items():
            corefile = corefile.replace(word, str(port))
        return corefile

    def get(self, word: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.ports[word]}/{word.lower()}", timeout=LIMIT) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def counted(self, name: str) -> float:
        return sum(float(found) for found in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", self.get("METRICS")[1], re.M))


@contextmanager
def two(folder: Path, corefile: str, *flags: str) -> Iterator[Running]:
    """Two workers that both serve when this yields."""
    with running(folder, corefile, TWO, "-pidfile", "run.pid", *flags) as server:
        pidfile = folder / "run.pid"
        until(lambda: pidfile.exists() and pidfile.read_text())
        yield server


def ask_all(server: Running, name: str = "a.test.", queries: int = 40) -> set[int]:
    """The rcodes of queries from as many source ports, so that the system spreads them over all workers."""
    return {int(server.ask(name, proto="udp").rcode()) for _ in range(queries)}


def test_both_workers_answer_and_what_they_count_is_added(tmp_path: Path) -> None:
    pages = Pages()
    with two(tmp_path, pages.put(HTTP) + "b.test:PORT {\n  bind 127.0.0.1\n  log\n  whoami\n}\n") as server:
        assert ask_all(server) == {dns.rcode.NOERROR}
        assert {int(server.ask("b.test.").rcode()) for _ in range(20)} == {dns.rcode.NOERROR}
        assert pages.counted("coredns_dns_requests_total") == 40
        assert pages.counted("coredns_dns_request_duration_seconds_count") == 40
        assert pages.counted("coredns_build_info") == 1
        assert pages.counted("pydns_worker_restarts_total") == 0
        assert (pages.get("HEALTH"), pages.get("READY")) == ((200, "OK"), (200, "OK"))
        sockets = [Path(f"/proc/{pid}/fd") for pid in workers(server)]
        ends = [{os.readlink(path) for path in folder.iterdir()} for folder in sockets]
        assert len(ends) == 2
        assert workers(server)[0] != workers(server)[1]
        status, lines = server.end()
    assert status == 0
    assert len([line for line in lines if line.startswith("pydns-host-")]) == 1
    assert len([line for line in lines if '"A IN b.test. tcp ' in line]) == 20


def test_a_queue_that_a_killed_worker_leaves_is_its_successors(tmp_path: Path) -> None:
    pages = Pages()
    with two(tmp_path, pages.put(HTTP)) as server:
        ask_all(server)
        before = pages.counted("coredns_dns_requests_total")
        old = workers(server)
        for pid in old:
            os.kill(pid, signal.SIGSTOP)  # so that what is asked now waits in their queues
        clients = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(20)]
        for client in clients:
            client.sendto(dns.message.make_query("a.test.", "A").to_wire(), ("127.0.0.1", server.port))
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        for client in clients:
            client.settimeout(LIMIT)
            assert dns.message.from_wire(client.recv(4096)).rcode() == dns.rcode.NOERROR
            client.close()
        until(lambda: pages.get("READY")[0] == 200)
        assert set(workers(server)).isdisjoint(old)
        assert pages.counted("pydns_worker_restarts_total") == 2
        assert pages.counted("coredns_dns_requests_total") == before + 20
        assert server.end()[0] == 0


def test_not_ready_while_a_worker_is_stuck(tmp_path: Path) -> None:
    pages = Pages()
    with two(tmp_path, pages.put(HTTP)) as server:
        first, second = workers(server)
        os.kill(second, signal.SIGSTOP)
        until(lambda: pages.get("READY") == (503, "worker"))
        os.kill(second, signal.SIGCONT)
        until(lambda: pages.get("READY") == (200, "OK"))
        assert workers(server) == [first, second]


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (signal.SIGTERM, 0, "[INFO] SIGTERM: Shutting down servers then terminating"),
        (signal.SIGINT, 0, "[INFO] SIGINT: Shutting down servers then terminating"),
        (signal.SIGQUIT, 0, "[INFO] SIGQUIT: Quitting process immediately"),
    ],
    ids=["SIGTERM", "SIGINT", "SIGQUIT"],
)
def test_a_signal_to_the_supervisor_ends_all(tmp_path: Path, number: signal.Signals, status: int, said: str) -> None:
    with two(tmp_path, WHOAMI) as server:
        pids = workers(server)
        assert (tmp_path / "run.pid").read_text() == f"{server.process.pid}\n"
        ended, lines = server.end(number)
        assert ended == status
        assert lines[-1] == said
        assert not any(alive(pid) for pid in pids)
        assert not (tmp_path / "run.pid").exists()


def test_queries_in_flight_are_answered_before_the_end(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    with two(tmp_path, WHOAMI.replace("whoami", "slow\n  whoami"), "-plugin", "slow.py") as server:
        clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
        for client in clients:
            dns.query.send_tcp(client, dns.message.make_query("slowly.a.test.", "A"))
        ask_all(server)
        server.send(signal.SIGTERM)
        server.until("SIGTERM: Shutting down")
        (tmp_path / "go").touch()
        for client in clients:
            assert dns.query.receive_tcp(client, time.time() + LIMIT)[0].rcode() == dns.rcode.NOERROR
            client.close()
        assert server.process.wait(LIMIT) == 0


def test_a_reload_is_for_all_workers_or_for_none(tmp_path: Path) -> None:
    with two(tmp_path, WHOAMI) as server:
        path = tmp_path / "Corefile"
        good = path.read_text()
        pids = workers(server)
        for text, said, rcode in (
            (good.replace("whoami", "nonsense"), "Restart failed: Corefile:3:3", dns.rcode.NOERROR),
            (good.replace("whoami", "whoami\n  hosts missing/\x00"), "Restart failed", dns.rcode.NOERROR),
            (good.replace("a.test", "b.test"), "Reloading complete", dns.rcode.REFUSED),
        ):
            path.write_text(text)
            server.send(signal.SIGUSR1)
            server.until(said)
            assert ask_all(server) == {rcode}
        assert ask_all(server, "b.test.") == {dns.rcode.NOERROR}
        assert workers(server) == pids


def test_a_successor_serves_what_is_served_not_what_the_corefile_says_meanwhile(tmp_path: Path) -> None:
    with two(tmp_path, WHOAMI) as server:
        path = tmp_path / "Corefile"
        path.write_text(path.read_text().replace("whoami", "nonsense"))
        server.send(signal.SIGUSR1)
        server.until("Restart failed")
        for pid in workers(server):
            os.kill(pid, signal.SIGKILL)
        assert ask_all(server) == {dns.rcode.NOERROR}


def test_a_reload_opens_and_closes_addresses_for_all(tmp_path: Path) -> None:
    with two(tmp_path, WHOAMI) as server:
        path = tmp_path / "Corefile"
        old, new = server.port, free_port()
        path.write_text(path.read_text().replace(str(old), str(new)))
        server.send(signal.SIGUSR1)
        server.until("Reloading complete")
        server.port = new
        assert ask_all(server) == {dns.rcode.NOERROR}
        with socket.socket() as probe:
            until(lambda: probe.connect_ex(("127.0.0.1", old)) != 0)


def test_the_plugin_reload_reloads_all(tmp_path: Path) -> None:
    with two(tmp_path, WHOAMI.replace("whoami", "reload 2s 0s\n  whoami")) as server:
        path = tmp_path / "Corefile"
        path.write_text(path.read_text().replace("a.test", "b.test"))
        server.until("Reloading complete")
        assert ask_all(server, "b.test.") == {dns.rcode.NOERROR}
        assert ask_all(server) == {dns.rcode.REFUSED}


def test_the_version_that_was_reloaded_is_told_by_the_successor_of_who_reloaded_it(tmp_path: Path) -> None:
    pages = Pages()
    with two(tmp_path, pages.put(HTTP).replace("whoami", "reload 2s 0s\n  whoami")) as server:
        assert pages.counted("coredns_reload_version_info") == 0
        path = tmp_path / "Corefile"
        path.write_text(path.read_text().replace("a.test", "b.test"))
        server.until("Reloading complete")
        until(lambda: pages.counted("coredns_reload_version_info") == 1)
        version = [line for line in pages.get("METRICS")[1].splitlines() if "version_info{" in line]
        os.kill(workers(server)[0], signal.SIGKILL)
        until(lambda: pages.counted("pydns_worker_restarts_total") == 1 and pages.get("READY")[0] == 200)
        assert [line for line in pages.get("METRICS")[1].splitlines() if "version_info{" in line] == version


def test_two_spellings_of_an_http_address_are_one_in_all_workers(tmp_path: Path) -> None:
    pages = Pages()
    pages.ports["READY"] = pages.ports["METRICS"]
    corefile = pages.put(HTTP.replace(":READY", "127.0.0.1:READY")) + "b.test:PORT {\n  bind 127.0.0.1\n  whoami\n"
    with two(tmp_path, pages.put(corefile + "  prometheus :METRICS\n  health 127.0.0.2:METRICS\n}\n")) as server:
        ask_all(server)
        assert {(pages.get("METRICS")[0], *pages.get("READY")) for _ in range(20)} == {(200, 200, "OK")}
        assert pages.counted("coredns_dns_requests_total") == 40
        status, lines = server.end()
    assert (status, [line for line in lines if "ERROR" in line]) == (0, [])


def test_without_their_supervisor_workers_end(tmp_path: Path) -> None:
    with two(tmp_path, WHOAMI) as server:
        pids = workers(server)
        server.send(signal.SIGKILL)
        until(lambda: not any(alive(pid) for pid in pids))


def test_a_port_that_is_taken_is_one_line_and_leaves_nobody_behind(tmp_path: Path) -> None:
    with two(tmp_path, WHOAMI) as server:
        text = WHOAMI.replace("PORT", str(server.port))
        status, said = refused(tmp_path, text, TWO)
        assert status == 1
        assert re.fullmatch(
            rf"pydns-host: listen tcp 127.0.0.1:{server.port}: bind: address already in use \(.*\)\n", said
        )
        assert ask_all(server) == {dns.rcode.NOERROR}


def test_a_plugin_that_ends_the_server_ends_all_workers(tmp_path: Path) -> None:
    text = ".:PORT {\n  bind 127.0.0.1\n  loop\n  forward . 127.0.0.1:OTHER\n}\n"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mirror:
        mirror.bind(("127.0.0.1", 0))
        mirror.settimeout(0.1)
        text = text.replace("OTHER", str(mirror.getsockname()[1]))
        with running(tmp_path, text, TWO) as server:
            while server.process.poll() is None:  # what it forwards comes back to it, to whichever worker
                with suppress(TimeoutError):
                    mirror.sendto(mirror.recv(4096), ("127.0.0.1", server.port))
            assert server.process.returncode == 1
            assert "[FATAL] plugin/loop: Loop (127.0.0.1:" in server.until("Loop (")


def test_multisocket_brings_as_many_workers(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI.replace("whoami", "multisocket 3\n  whoami")) as server:
        until(lambda: len(workers(server)) == 3)
        assert ask_all(server) == {dns.rcode.NOERROR}
        assert server.end()[0] == 0


@pytest.mark.parametrize("number", [1, 3])
def test_another_number_of_workers_is_for_the_next_start(tmp_path: Path, number: int) -> None:
    with running(tmp_path, WHOAMI.replace("whoami", f"multisocket {number}\n  whoami")) as server:
        server.until("pydns-host-")
        before = workers(server)
        path = tmp_path / "Corefile"
        path.write_text(path.read_text().replace("multisocket", "multisocket 2 #"))
        server.send(signal.SIGUSR1)
        assert server.until("another number of workers").endswith(f"now there are {number}\n")
        server.until("Reloading complete")
        assert workers(server) == before


def test_the_flag_counts_more_than_multisocket(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI.replace("whoami", "multisocket 3\n  whoami"), "-workers", "1") as server:
        server.until("pydns-host-")
        assert workers(server) == []


@pytest.mark.parametrize("number", ["0", "-1", "many", "1025", ""])
def test_a_number_of_workers_that_is_none_is_refused(tmp_path: Path, number: str) -> None:
    status, said = refused(tmp_path, WHOAMI, f"-workers={number}")
    assert status == 2
    assert "from 1 to 1024, or auto" in said


def test_a_wildcards_address_is_asked_in_all_workers_when_it_gets_sockets_of_its_own(tmp_path: Path) -> None:
    def udp_sockets() -> int:
        local = f"0100007F:{server.port:04X}"
        return sum(local in line for line in Path("/proc/net/udp").read_text().splitlines())

    with two(tmp_path, "a.test:PORT {\n  whoami\n}\n") as server:
        until(lambda: ask_all(server) == {dns.rcode.NOERROR} and udp_sockets() == 2)
        assert ask_all(server) == {dns.rcode.NOERROR}
        os.kill(workers(server)[0], signal.SIGKILL)
        assert ask_all(server) == {dns.rcode.NOERROR}
