"""From packet to answer: the door, the right block, and nothing that a plugin does gets out."""

from __future__ import annotations

import random

import dns.flags
import dns.message
import dns.rcode
import pytest

from pydns_host.chain import Next, Plugin
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.listener import Listener
from pydns_host.message import Request, Response
from pydns_host.metrics import Metrics
from pydns_host.serving import ListedLogs
from pydns_host.testing import answering, block, request, serving
from pydns_host.zones import Site, Zones

from .doubles import Says

BLOCKS = """
. { says root }
test { says parent }
a.test { says child }
sub.a.test { says grandchild }
empty.test {
}
10.0.0.0/8 { says reverse }
"""
BLOCKS = BLOCKS.replace("{ says", "{\n says").replace(" }\n", "\n}\n")
QUERY = dns.message.make_query("x.test.", "A").to_wire()


class Raises(Plugin):
    """Fails in the way that its question's first label names."""

    name = "raises"
    before = "whoami"
    inline = True

    async def serve(self, request: Request, next: Next) -> Response | None:
        match request.text.partition(".")[0]:
            case "bug":
                raise ZeroDivisionError("a bug")
            case "meant":
                raise QueryError("meant", 5, (15, "no"))
            case "silence":
                return None
            case "garbage":
                return "an answer?"  # type: ignore[return-value]
            case "hangs":
                await Wait()
        return request.reply()


def _text(message: dns.message.Message) -> str:
    return str(message.answer[0][0]).strip('"')


@pytest.mark.parametrize(
    ("name", "type", "block"),
    [
        ("a.test.", "A", "child"),
        ("A.TEST.", "A", "child"),
        ("x.y.a.test.", "A", "child"),
        ("xa.test.", "A", "parent"),
        ("x.sub.a.test.", "A", "grandchild"),
        ("elsewhere.", "A", "root"),
        (".", "NS", "root"),
        ("a.test.", "DS", "parent"),
        ("sub.a.test.", "DS", "parent"),
        ("1.2.3.10.in-addr.arpa.", "PTR", "reverse"),
    ],
)
async def test_a_question_goes_to_the_longest_match_and_ds_to_the_parents_block(
    name: str, type: str, block: str
) -> None:
    async with serving(BLOCKS, plugins=[Says]) as served:
        assert _text(await served.ask(name, type)) == block


async def test_a_block_without_plugins_and_a_zone_of_nobody_are_refused() -> None:
    async with serving("empty.test {\n}\na.test {\n says x\n}\n", plugins=[Says]) as served:
        for name in ("x.empty.test.", "elsewhere."):
            assert (await served.ask(name)).rcode() == dns.rcode.REFUSED


async def test_another_class_is_refused() -> None:
    async with serving(". {\n whoami\n}\n") as served:
        answer = await served.ask("version.bind.", "TXT", rdclass="CH")
        assert answer.rcode() == dns.rcode.REFUSED


@pytest.mark.parametrize("proto", ["udp", "tcp"])
async def test_the_question_comes_back_as_it_was_spelt(proto: str) -> None:
    async with serving(". {\n whoami\n}\n") as served:
        answer = await served.ask("wWw.ExAmPlE.", "A", proto)
        assert str(answer.question[0].name) == "wWw.ExAmPlE."


async def test_a_bug_in_a_plugin_is_servfail_one_line_and_one_count() -> None:
    async with serving(". {\n raises\n}\n", plugins=[Raises]) as served:
        assert (await served.ask("bug.test.")).rcode() == dns.rcode.SERVFAIL
        (line,) = [line for line in served.lines if line.startswith("[ERROR]")]
        assert "plugin/raises: ZeroDivisionError: a bug" in line
        assert served.counted("coredns_panics_total") == {(): 1}
        assert (await served.ask("fine.test.")).rcode() == dns.rcode.NOERROR


async def test_what_a_plugin_means_to_raise_becomes_that_answer() -> None:
    async with serving(". {\n raises\n}\n", plugins=[Raises]) as served:
        answer = await served.ask("meant.test.", use_edns=0)
        assert answer.rcode() == dns.rcode.REFUSED
        assert [option.to_text() for option in answer.options] == ["EDE 15 (Blocked): no"]
        assert served.counted("coredns_panics_total") == {(): 0}


async def test_no_response_is_silence() -> None:
    async with serving(". {\n raises\n}\n", plugins=[Raises]) as served:
        assert await served.wire(dns.message.make_query("silence.test.", "A").to_wire()) is None


async def test_an_answer_that_is_none_is_servfail() -> None:
    async with serving(". {\n raises\n}\n", plugins=[Raises]) as served:
        assert (await served.ask("garbage.test.")).rcode() == dns.rcode.SERVFAIL


async def test_a_query_that_is_never_answered_is_ended_by_the_host() -> None:
    async with serving(". {\n raises\n}\n", plugins=[Raises]) as served:
        await served.wire(dns.message.make_query("hangs.test.", "A").to_wire())
        (listener,) = [endpoint.listener for endpoint in served.server.endpoints.values()]
        (query,) = listener.in_flight
        listener.end_overdue(query.since + 3600)
        assert not listener.in_flight


@pytest.mark.parametrize("proto", ["udp", "tcp"])
async def test_malformed_packets_get_an_error_or_silence_and_the_server_goes_on(proto: str) -> None:
    chance = random.Random(7)
    async with serving(". {\n whoami\n}\n") as served:
        for _ in range(200):
            packet = bytearray(QUERY)
            for _ in range(chance.randrange(1, 6)):
                packet[chance.randrange(2, len(packet))] = chance.randrange(256)
            answer = await served.wire(bytes(packet), proto)
            assert answer is None or len(answer) >= 12
        assert (await served.ask("x.test.", proto=proto)).rcode() == dns.rcode.NOERROR
        assert served.counted("coredns_panics_total") == {(): 0}


@pytest.mark.parametrize("proto", ["udp", "tcp"])
@pytest.mark.parametrize("questions", [10_877, 160], ids=["65 kB", "a datagram"])
async def test_a_packet_of_many_questions_is_formerr_from_its_header(proto: str, questions: int) -> None:
    packet = b"\x12\x34\x01\x00" + questions.to_bytes(2, "big") + bytes(6) + b"\1a\0\0\1\0\1"[1:] * questions
    async with serving(". {\n whoami\n}\n") as served:
        if proto == "udp":
            packet = packet[:4096]
        answer = await served.wire(packet[:65535], proto)
        assert answer is not None
        assert answer[:4] == b"\x12\x34\x81\x01"


async def test_a_question_that_was_asked_before_a_reload_is_taken_by_the_zones_of_now() -> None:
    before, after = (
        Zones([Site(b"\0", block(), answering(f"a.test. 60 IN A 192.0.2.{number}"), inline=True)]) for number in (1, 2)
    )
    listener = Listener("dns://:53", before, ListedLogs([]).host, Metrics())
    query, told = request("a.test."), []
    for zones in (before, after):
        listener.serve(zones)
        response = await listener.ask(query, "127.0.0.1", 53)
        assert response is not None
        told.append(response.answer[0].rdata[-1])
    assert told == [1, 2]
