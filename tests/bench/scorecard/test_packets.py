"""B1 and B3: verdicts by the rule, and what the worst packets are. Sending them is left to the scorecard."""

from __future__ import annotations

import dns.flags
import dns.message
import pytest

from bench.scorecard.malformed import packets
from bench.scorecard.packets import ANSWERED, NOTIMP, SILENT, WORST, Verdicts, rule, verdict, verdicts, worst
from pydns_host.wire import ingress


@pytest.mark.parametrize(
    ("header", "ruled"),
    [
        ("1234 0100 0001 0000 0000 00", SILENT),
        ("1234 8100 0001 0000 0000 0000", SILENT),
        ("1234 0100 ffff 0000 0000 0000", ANSWERED),
        ("1234 2000 0001 0000 0000 0000", ANSWERED),
        ("1234 2800 0001 0000 0000 0000", NOTIMP),
    ],
    ids=["short", "a response", "many questions", "NOTIFY", "UPDATE"],
)
def test_the_header_alone_tells_the_verdict(header: str, ruled: str) -> None:
    assert rule(bytes.fromhex(header)) == ruled


def test_the_door_keeps_the_rule() -> None:
    for packet in packets(2_000):
        found = ingress(packet)
        said = verdict(found) if found is None or isinstance(found, bytes) else ANSWERED
        assert said == rule(packet), packet.hex()


def test_a_reference_that_was_asked_stands_for_the_rule() -> None:
    assert verdicts(Verdicts([ANSWERED], [SILENT], [SILENT])).ok is True
    assert verdicts(Verdicts([ANSWERED], [SILENT], None)).ok is False


def test_the_worst_packets_are_whole_queries_as_large_as_their_transport_takes() -> None:
    assert {name: len(packet) for name, packet in WORST.items()} == {"udp": 1_223, "tcp": 65_525}
    query = dns.message.from_wire(WORST["udp"])
    assert query.flags == dns.flags.RD


@pytest.mark.parametrize(("cost", "ok"), [(0.0002, True), (0.001, False), (None, False)], ids=["cheap", "dear", "mute"])
def test_the_worst_packets_are_answered_cheaply(cost: float | None, ok: bool) -> None:
    assert worst({"udp": 0.0001, "tcp": cost}).ok is ok
