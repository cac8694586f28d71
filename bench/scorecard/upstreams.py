"""F2 and F6: an upstream dies under load, and the server is ended while an upstream keeps it waiting.

Other lies of upstreams are played by the server's own tests.
"""

from __future__ import annotations

import selectors
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import dns.message
import dns.rrset

from bench import knot, scenarios
from bench.load import Load
from bench.measure import Server
from bench.namespaces import Namespace
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import PAIR, Setting, failures

MAX_FAILS = 2  # what forward has unless it is told otherwise
IN_FLIGHT = 20
SECONDS = 14.0
DEATH = 3.0  # seconds after the start; what is left is enough for each question under way to fail five times
SLOW = 100  # queries
SLOW_PORT = 5399
PATIENCE = 10.0  # seconds
PAIRED = f".:53 {{\n  forward . {PAIR[0]} {PAIR[1]}\n}}\n"
SLOWED = f"slow.test:53 {{\n  forward . 10.8.0.1:{SLOW_PORT}\n}}\nbench.test:53 {{\n  forward . 10.8.0.1\n}}\n"


@dataclass(frozen=True)
class Left:
    """What was seen when the server was ended with queries in flight."""

    asked: int
    answered: int
    status: int | None  # None: it had to be killed


def died(load: Load) -> Outcome:
    """F2 from its load."""
    most = MAX_FAILS * IN_FLIGHT
    measured = f"{failures(load)} of {load.sent:,} failed (at most {most})"
    return Outcome(measured, load.good > most and failures(load) <= most)


def left(seen: Left) -> Outcome:
    """F6 from what was seen."""
    status = "killed" if seen.status is None else f"exit {seen.status}"
    return Outcome(f"{seen.answered} of {seen.asked} answered, {status}", seen == Left(SLOW, SLOW, 0))


def play_death(setting: Setting, server: Server) -> Outcome:
    """F2: of two upstreams one is killed under load."""
    zones = {"bench.test.": scenarios.zones()["bench.test."]}
    pair = [
        knot.start(setting.far, setting.folder / f"knot-{address}", [address], zones, setting.cores.upstream)
        for address in PAIR
    ]
    try:
        with setting.serving(server, PAIRED):
            killing = threading.Timer(DEATH, pair[0].kill)
            killing.start()
            load = setting.ask(SECONDS, under_way=IN_FLIGHT)
            killing.join()
    finally:
        for process in pair:
            process.kill()
            process.wait()
    return died(load)


class Holding:
    """An upstream that keeps every query until it is told to answer; a context manager.

    It counts names, since a server may ask again for what it waits for.
    """

    def __init__(self, namespace: Namespace, address: str, port: int) -> None:
        self.full, self.release = threading.Event(), threading.Event()
        self._sock = namespace.inside(lambda: _bound(address, port))
        self._thread = threading.Thread(target=self._run, name="holding upstream")
        self._over = threading.Event()

    def __enter__(self) -> Holding:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._sock.close()

    def _run(self) -> None:
        held: list[tuple[bytes, Any]] = []
        names: set[bytes] = set()
        while not self._over.is_set():
            try:
                packet, peer = self._sock.recvfrom(4096)
            except TimeoutError:
                pass
            else:
                held.append((packet, peer))
                names.add(packet[12:])
            if len(names) >= SLOW:
                self.full.set()
            while held and self.release.is_set():
                packet, peer = held.pop()
                self._sock.sendto(_answer(packet), peer)


def _bound(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((address, port))
    sock.settimeout(0.02)
    return sock


def _answer(packet: bytes) -> bytes:
    query = dns.message.from_wire(packet)
    answer = dns.message.make_response(query)
    answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "192.0.2.7"))
    return answer.to_wire()


def play_leaving(setting: Setting, server: Server) -> Outcome:
    """F6: SIGTERM while an upstream holds 100 queries; it lets them go half a second later."""
    with (
        Holding(setting.far, "10.8.0.1", SLOW_PORT) as upstream,
        setting.serving(server, SLOWED) as process,
        setting.near.udp("127.0.0.1", 53) as sock,
    ):
        for number in range(SLOW):
            sock.send(dns.message.make_query(f"n{number}.slow.test.", "A", id=number).to_wire())
        if not upstream.full.wait(PATIENCE):
            return Outcome("the upstream was not asked all questions", False)
        process.send_signal(signal.SIGTERM)
        releasing = threading.Timer(0.5, upstream.release.set)
        releasing.start()
        answered, status = _collect(sock), None
        releasing.join()
        with suppress(subprocess.TimeoutExpired):
            status = process.wait(PATIENCE)
    return left(Left(SLOW, answered, status))


def _collect(sock: socket.socket) -> int:
    """How many questions were answered rightly until nothing came any more."""
    seen: set[int] = set()
    with selectors.DefaultSelector() as waiting:
        waiting.register(sock, selectors.EVENT_READ)
        while len(seen) < SLOW and waiting.select(PATIENCE / 2):
            try:
                answer = dns.message.from_wire(sock.recv(4096))
            except OSError:
                break  # it is gone
            if answer.rcode() == 0 and answer.answer:
                seen.add(answer.id)
    return len(seen)
