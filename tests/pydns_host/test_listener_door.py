"""The one door of every transport: what is no query meets no plugin, and is answered once or not at all."""

from __future__ import annotations

import importlib
from typing import Any

import dns.message
import pytest

from bench.scorecard.malformed import packets
from pydns_host.chain import Next, Plugin
from pydns_host.listener import MAX_KNOWN_SIZE, Listener
from pydns_host.message import NOTIMP, Request, Response, Via
from pydns_host.metrics import Metrics
from pydns_host.serving import ListedLogs
from pydns_host.testing import answering, block, serving
from pydns_host.zones import Site, Zones

from .doubles import Says

# The package has a function of the module's name.
ingress = importlib.import_module("pydns_host.wire.ingress")
LABEL = "dns://:53"
QUERY = dns.message.make_query("a.test.", "A").to_wire()
transports = pytest.mark.parametrize("proto", ["udp", "tcp"])


class Recorder:
    """A listener in front of a chain that answers, and what becomes of each packet."""

    def __init__(self, other_classes: bool = False) -> None:
        self.metrics = Metrics()
        self.lines: list[str] = []
        site = Site(b"\0", block(), answering("a.test. 60 IN A 192.0.2.1"), inline=True)
        self.listener = Listener(LABEL, Zones([site], other_classes), ListedLogs(self.lines).host, self.metrics)
        self.ends: list[bytes | None] = []

    def who(self, peer: Any) -> tuple[str, int]:
        return "192.0.2.1", 53000

    def send(self, peer: Any, octets: bytes) -> None:
        self.ends.append(octets)

    def drop(self, peer: Any) -> None:
        self.ends.append(None)

    def take(self, packet: bytes, proto: str = "udp") -> bytes | None:
        """What a packet is answered; exactly one thing becomes of it."""
        self.ends.clear()
        again = self.listener.receive(packet[:2], packet[2:], Via(proto, LABEL), self, None)
        assert again is None
        [end] = self.ends
        return end


def header_verdict(packet: bytes) -> str:
    """What the header alone decides: silence, NOTIMP, FORMERR, or nothing yet."""
    if len(packet) < 12 or packet[2] & 0x80:
        return "silence"
    if packet[2] >> 3 & 15 not in (0, 4):
        return "notimp"
    questions, answers, authorities, additionals = (int.from_bytes(packet[at : at + 2], "big") for at in (4, 6, 8, 10))
    return "formerr" if questions != 1 or answers > 1 or authorities > 1 or additionals > 2 else "open"


@transports
def test_thousands_of_damaged_packets_get_the_verdict_of_their_header_and_no_exception(proto: str) -> None:
    recorder = Recorder()
    for packet in packets(6000):
        answer = recorder.take(packet, proto)
        expected = header_verdict(packet)
        if expected == "silence":
            assert answer is None
            continue
        assert answer is not None
        assert (answer[:2], answer[2] & 0x80) == (packet[:2], 0x80)
        if expected != "open":
            assert (len(answer), answer[3] & 15) == (12, NOTIMP if expected == "notimp" else 1)
    assert recorder.lines == []


def test_what_is_no_query_is_counted() -> None:
    recorder = Recorder()
    for packet in (b"", QUERY[:11], b"\0\0\x80" + bytes(9), b"\0\0\x10\0" + bytes(8), QUERY):
        recorder.take(packet)
    assert dict(recorder.metrics.families["pydns_malformed_queries_total"].values) == {(LABEL,): 4}  # type: ignore[attr-defined]


MANY = bytes.fromhex("1234 0100 2a7d 0000 0000 0000") + b"\0\0\1\0\1" * 10_877
SOME = bytes.fromhex("1234 0100 00a0 0000 0000 0000") + b"\1a\0\0\1\0\1" * 160


@pytest.mark.parametrize("packet", [MANY, SOME], ids=["65 kB, 10,877 questions", "a datagram, 160 questions"])
def test_a_packet_of_many_questions_is_refused_from_its_header(packet: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def walked(*_: object) -> None:
        raise AssertionError("the questions were walked")

    for module, function in ((ingress, "_question_end"), (ingress, "skip_name"), (dns.message, "from_wire")):
        monkeypatch.setattr(module, function, walked)
    assert Recorder().take(packet) == bytes.fromhex("1234 8101 0000 0000 0000 0000")


@transports
@pytest.mark.parametrize("packet", [MANY[:60_000], SOME], ids=["10,877 questions", "160 questions"])
async def test_a_packet_of_many_questions_is_refused_on_every_transport(proto: str, packet: bytes) -> None:
    async with serving(". {\n whoami\n}\n") as served:
        assert await served.wire(packet, proto) == bytes.fromhex("1234 8101 0000 0000 0000 0000")


@transports
async def test_a_response_is_met_with_silence_so_that_two_servers_never_talk(proto: str) -> None:
    async with serving(". {\n whoami\n}\n") as served:
        answer = (await served.ask("a.test.", proto=proto)).to_wire()
        assert await served.wire(answer, proto) is None


def test_octets_behind_a_query_change_nothing() -> None:
    recorder = Recorder()
    assert recorder.take(QUERY) == recorder.take(QUERY + b"more") == recorder.take(QUERY + bytes(MAX_KNOWN_SIZE))


def test_a_remembered_question_is_answered_with_the_id_that_it_comes_with() -> None:
    recorder = Recorder()
    for id in (b"\0\1", b"\xff\xff"):
        answer = recorder.take(id + QUERY[2:])
        assert answer is not None
        assert answer[:2] == id


@pytest.mark.parametrize(("other_classes", "rcode"), [(False, 5), (True, 0)], ids=["IN only", "other classes too"])
def test_another_class_is_refused_unless_a_plugin_of_the_listener_wants_it(other_classes: bool, rcode: int) -> None:
    query = dns.message.make_query("version.bind.", "TXT", "CH").to_wire()
    answer = Recorder(other_classes).take(query)
    assert answer is not None
    assert answer[3] & 15 == rcode


@pytest.mark.parametrize("directive", ["chaos", "forward"])
async def test_chaos_and_forward_let_every_block_of_their_listener_take_other_classes(directive: str) -> None:
    stands = type("Stands", (Plugin,), {"name": directive, "inline": True, "parse": _anything})
    text = f"a.test {{\n says a\n}}\nb.test {{\n {directive} . 127.0.0.1:9\n}}\nc.test:54 {{\n says c\n}}\n"
    async with serving(text, plugins=[stands, Says]) as served:
        assert (await served.ask("x.a.test.", "TXT", rdclass="CH")).rcode() == 0
        assert (await served.ask("x.c.test.", "TXT", rdclass="CH", port=54)).rcode() == 5


@classmethod  # type: ignore[misc]
def _anything(cls: type[Plugin], reader: Any, block: Any) -> tuple[()]:
    return ()


@pytest.mark.parametrize(
    ("query", "rcode", "payload"),
    [
        ({"use_edns": 0, "payload": 1400}, 0, 1400),
        ({"use_edns": 0, "payload": 100}, 0, 512),
        ({"use_edns": 0, "want_dnssec": True}, 0, 1232),
        ({"use_edns": 1}, 16, 0),
        ({}, 0, None),
    ],
    ids=["a size", "a size below the least", "DO", "a version that is not known", "none"],
)
@transports
async def test_edns_is_answered_to_those_who_use_it(
    query: dict[str, Any], rcode: int, payload: int | None, proto: str
) -> None:
    async with serving(". {\n whoami\n}\n") as served:
        answer = await served.ask("a.test.", proto=proto, **query)
        assert (answer.rcode(), answer.payload if answer.edns >= 0 else None) == (rcode, payload)
        assert answer.options == ()


async def test_a_plugin_sees_only_what_passed_the_door() -> None:
    seen: list[str] = []

    class Sees(Plugin):
        name = "sees"
        before = "whoami"
        inline = True

        async def serve(self, request: Request, next: Next) -> Response | None:
            seen.append(request.text)
            return request.reply()

    async with serving(". {\n sees\n}\n", plugins=[Sees]) as served:
        for packet in (QUERY[:20], b"\0\0\x80" + QUERY[3:], b"\0\0\x10" + QUERY[3:], b"\1\2\1\0\0\2" + QUERY[6:]):
            await served.wire(packet)
        await served.ask("A.test.")
    assert seen == ["a.test."]
