"""The canary: 20 questions a second with known answers, from before a row's trouble begins until it is over.

What else goes on meanwhile is not known here.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import dns.exception
import dns.message
import dns.rdatatype

RATE = 20  # questions a second
PATIENCE = 2.0  # seconds after which an answer is none, as for dnsperf
NAMES = 200  # of the hosts in `bench.test.`


@dataclass
class Probe:
    """One question: when it was sent and when its right answer came, in seconds of a monotonic clock."""

    sent: float
    answered: float | None = None

    @property
    def right(self) -> bool:
        """Whether the right answer came in time."""
        return self.answered is not None and self.answered - self.sent <= PATIENCE


@dataclass(frozen=True)
class Tally:
    """All questions of one run, in the order of asking."""

    probes: Sequence[Probe]

    @property
    def perfect(self) -> bool:
        """Whether something was asked, and every answer was right."""
        return bool(self.probes) and all(probe.right for probe in self.probes)

    def back(self, since: float) -> float | None:
        """Seconds from `since` until an answer after which none failed any more; None if that never came."""
        found = None
        for probe in reversed(self.probes):
            if probe.sent < since or not probe.right:
                break
            found = probe.answered
        return None if found is None else found - since

    def __str__(self) -> str:
        right = sum(probe.right for probe in self.probes)
        return f"canary {right}/{len(self.probes)}"


def host(number: int) -> tuple[str, str]:
    """The name of a host in the benchmark's zone, and its address."""
    return f"host-{number:05}.bench.test.", f"198.51.{number // 250}.{number % 250}"


def is_right(packet: bytes, address: str) -> bool:
    """Whether an answer has this address and no other."""
    try:
        answer = dns.message.from_wire(packet)
    except dns.exception.DNSException:
        return False
    found = [item.to_text() for rrset in answer.answer if rrset.rdtype == dns.rdatatype.A for item in rrset]
    return found == [address]


@dataclass
class Canary:
    """Asks over a connected UDP socket while the `with` block lasts; `tally` is complete after it."""

    sock: socket.socket
    clock: Callable[[], float] = time.monotonic
    _probes: list[Probe] = field(default_factory=list)

    def __enter__(self) -> Canary:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="canary")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.sock.close()

    @property
    def tally(self) -> Tally:
        """What came of it."""
        return Tally(tuple(self._probes))

    def _run(self) -> None:
        due = self.clock()
        while not self._over.is_set():
            self._ask()
            due += 1 / RATE
            self._listen(due)
        end = self.clock() + PATIENCE
        while not all(probe.answered for probe in self._probes) and self.clock() < end:
            self._listen(min(end, self.clock() + 1 / RATE))

    def _ask(self) -> None:
        number = len(self._probes)
        query = dns.message.make_query(host(number % NAMES)[0], "A", id=number % 65536)
        self._probes.append(Probe(self.clock()))
        with suppress(OSError):  # nobody listens: the probe stays unanswered
            self.sock.send(query.to_wire())

    def _listen(self, until: float) -> None:
        while (left := until - self.clock()) > 0 and select.select([self.sock], [], [], left)[0]:
            try:
                packet = self.sock.recv(4096)
            except OSError:
                continue
            number = int.from_bytes(packet[:2], "big")
            if number < len(self._probes) and is_right(packet, host(number % NAMES)[1]):
                probe = self._probes[number]
                probe.answered = probe.answered or self.clock()
