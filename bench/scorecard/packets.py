"""B1 and B3: what the header of a malformed packet is answered with, and what the worst packets cost, over sockets.

Packets through each plugin are `fuzz`.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.measure import Server, cpu_seconds
from bench.scorecard.malformed import packets
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import Setting

COUNT = 10_000  # packets
WINDOW = 100  # packets between two that tell how far the server is
QUIET = 0.05  # seconds after that until what has not come is silence
PATIENCE = 5.0  # seconds
REPEATS = 400  # of each of the worst packets
MOST = 1e-3  # seconds of processor time that one may cost
WHOAMI = ".:53 {\n  whoami\n}\nbench.test:53 {\n  forward . 10.8.0.1\n}\n"
_MARK = 0xFFFF
MARKER = _MARK.to_bytes(2, "big") + b"\x10\x00" + bytes(8)  # STATUS: NOTIMP, whatever is served
SILENT, NOTIMP, ANSWERED = "silent", "NOTIMP", "answered"


def many(questions: int) -> bytes:
    """A query with so many questions: a name of 126 labels, and then pointers to it, each to be followed whole."""
    named = b"\1a" * 126 + b"\0\0\1\0\1"
    return b"\0\1\1\0" + questions.to_bytes(2, "big") + bytes(6) + named + b"\xc0\x0c\0\1\0\1" * (questions - 1)


# What fits into a frame, and what fills a message: parsed whole they take 50 ms, and 2 s.
WORST = {"udp": many(160), "tcp": many(10_877)}


@dataclass(frozen=True)
class Verdicts:
    """What became of every packet: by the rule, and by the server or servers that were asked."""

    ruled: Sequence[str]
    said: Sequence[str]
    reference: Sequence[str] | None


def rule(packet: bytes) -> str:
    """What the reference says from the twelve octets of the header alone."""
    if len(packet) < 12 or packet[2] & 0x80:
        return SILENT
    return ANSWERED if packet[2] >> 3 & 15 in (0, 4) else NOTIMP


def verdict(answer: bytes | None) -> str:
    """Which of the three an answer is."""
    if answer is None:
        return SILENT
    return NOTIMP if answer[3] & 15 == 4 else ANSWERED


def verdicts(seen: Verdicts) -> Outcome:
    """B1 from all verdicts; the reference itself stands for the rule where it was asked."""
    right = seen.ruled if seen.reference is None else seen.reference
    other = sum(one != two for one, two in zip(seen.said, right, strict=True))
    by = "the rule" if seen.reference is None else "the reference, packet by packet"
    counts = ", ".join(f"{seen.said.count(kind):,} {kind}" for kind in (SILENT, ANSWERED, NOTIMP))
    return Outcome(f"{counts}; {other} other than {by}", other == 0 and len(seen.said) > 0)


def worst(costs: Mapping[str, float | None]) -> Outcome:
    """B3 from the seconds that a packet costs over each transport; None where the server did not answer it."""
    words = [f"{name} " + ("no answer" if cost is None else f"{1e6 * cost:.0f} us") for name, cost in costs.items()]
    return Outcome(", ".join(words), bool(costs) and all(cost is not None and cost < MOST for cost in costs.values()))


def play_verdicts(setting: Setting, server: Server, reference: Server | None) -> Outcome:
    """B1: the corpus to the server, and to the reference where there is one."""
    corpus = list(packets(COUNT))
    said = [_ask_all(setting, one, corpus) for one in (server, reference) if one]
    return verdicts(Verdicts([rule(packet) for packet in corpus], said[0], said[1] if reference else None))


def _ask_all(setting: Setting, server: Server, corpus: Sequence[bytes]) -> list[str]:
    with setting.serving(server, WHOAMI), setting.near.udp("127.0.0.1", 53) as sock:
        found = []
        for start in range(0, len(corpus), WINDOW):
            found += [verdict(answer) for answer in _window(sock, corpus[start : start + WINDOW])]
    return found


def _window(sock: socket.socket, some: Sequence[bytes]) -> list[bytes | None]:
    for number, packet in enumerate(some):
        sock.send(number.to_bytes(2, "big") + packet[2:] if len(packet) > 1 else packet)
    sock.send(MARKER)
    answers: dict[int, bytes] = {}
    patience = PATIENCE
    while select.select([sock], [], [], patience)[0]:
        answer = sock.recv(65535)
        number = int.from_bytes(answer[:2], "big")
        if number == _MARK:
            patience = QUIET
        answers[number] = answer
    return [answers.get(number) for number in range(len(some))]


def play_worst(setting: Setting, server: Server) -> Outcome:
    """B3: each of the two packets many times over its transport, and the processor time that the server used."""
    costs: dict[str, float | None] = {}
    with setting.serving(server, WHOAMI) as process:
        for transport, ask in (("udp", _over_udp), ("tcp", _over_tcp)):
            for size, packet in WORST.items():
                if transport == "udp" and size == "tcp":
                    continue  # no datagram holds it
                before = cpu_seconds(process.pid)
                answered = ask(setting, packet)
                cost = (cpu_seconds(process.pid) - before) / REPEATS
                costs[f"{len(packet):,} octets over {transport}"] = cost if answered == REPEATS else None
    return worst(costs)


def _over_udp(setting: Setting, packet: bytes) -> int:
    with setting.near.udp("127.0.0.1", 53) as sock:
        sock.settimeout(PATIENCE)
        return sum(_answered(sock, packet) for _ in range(REPEATS))


def _answered(sock: socket.socket, packet: bytes) -> bool:
    try:
        sock.send(packet)
        return bool(sock.recv(65535))
    except OSError:
        return False


def _over_tcp(setting: Setting, packet: bytes) -> int:
    octets = len(packet).to_bytes(2, "big") + packet

    def ask() -> int:
        with socket.create_connection(("127.0.0.1", 53), PATIENCE) as sock:
            return sum(bool(answer) for answer in _answers(sock, octets))

    return setting.near.inside(ask)


def _answers(sock: socket.socket, octets: bytes) -> Iterator[bytes]:
    with sock.makefile("rb") as stream:
        for _ in range(REPEATS):
            sock.sendall(octets)
            length = stream.read(2)
            if len(length) < 2:
                return  # closed
            yield stream.read(int.from_bytes(length, "big"))
