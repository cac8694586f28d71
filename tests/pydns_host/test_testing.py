"""The public test kit, on itself: what plugin writers' tests rely on. The host's own tests use the rest of it."""

from __future__ import annotations

import asyncio

import dns.flags
import dns.message
import dns.rcode
import pytest

from corefile import CorefileError
from pydns_host.chain import Next, Plugin
from pydns_host.errors import QueryError, StartError
from pydns_host.interfaces import Interfaces
from pydns_host.message import Edns, Request, Response
from pydns_host.testing import (
    Bench,
    Clock,
    answering,
    ask,
    block,
    configure,
    failing,
    make,
    record,
    request,
    rows,
    serving,
)

from .doubles import Says, life

A = "a.test. 60 IN A 192.0.2.1"


# Without sockets.


def test_a_clock_moves_when_it_is_told_to() -> None:
    clock = Clock(5.0)
    clock.advance(2.5)
    assert clock() == 7.5


@pytest.mark.parametrize(
    "line",
    [
        A,
        "a.test. 0 IN SRV 1 2 3 target.example.",
        'a.test. 5 IN TXT "two words" "x"',
        "*.a.test. 5 IN CNAME .",
        r"_x\.y.a.test. 5 IN TYPE65280 \# 2 0102",
    ],
)
def test_a_record_and_its_line_are_the_same(line: str) -> None:
    assert rows([record(line)]) == [line]


async def test_a_plugin_is_asked_in_front_of_a_next() -> None:
    class Loud(Plugin):
        name = "loud"

        async def serve(self, request: Request, next: Next) -> Response | None:
            response = await next(request.replace(type=1))
            return None if response is None else response.replace(rcode=3)

    answer = await ask(make(Loud, "loud"), "a.test", "TXT", next=answering(A, aa=True))
    assert (answer.rcode, rows(answer.answer), bool(answer.flags & 0x0400)) == (3, [A], True)


async def test_a_chain_that_fails_raises_what_it_was_told_to() -> None:
    with pytest.raises(QueryError, match="no way") as caught:
        await ask(failing("no way"), "a.test")
    assert caught.value.rcode == dns.rcode.SERVFAIL
    with pytest.raises(KeyError):
        await ask(failing(KeyError("x")), "a.test")


async def test_silence_is_a_lookup_error() -> None:
    async def silent(request: Request) -> Response | None:
        return None

    with pytest.raises(LookupError, match="no response was sent"):
        await ask(silent, "a.test")


def test_a_request_has_the_facts_that_a_test_gives_it() -> None:
    asked = request("a.test", "AAAA", proto="tcp", client="2001:db8::1", edns=Edns(1232, do=True))
    assert (asked.text, asked.type_text, asked.proto, asked.family, asked.do) == ("a.test.", "AAAA", "tcp", 2, True)


def test_a_directive_is_configured_with_all_of_its_errors() -> None:
    assert configure(Says, 'says "two words"') == "two words"
    with pytest.raises(Exception, match="Wrong argument count"):
        configure(Says, "says")


def test_a_bench_keeps_what_a_plugin_logs_and_counts() -> None:
    bench = Bench(block("a.test."))
    services = bench.services("mine")
    services.log.warning("look")
    services.log.debug("unseen")
    services.metrics.counter("mine_total", "Mine.", ["x"]).inc("1")
    assert bench.lines == ["[WARNING] plugin/mine: look"]
    assert bench.counted("mine_total") == {("1",): 1}
    bench.clock.advance(1)
    assert services.clock() == services.now() == bench.clock.now


# Over sockets.


@pytest.mark.parametrize("proto", ["udp", "tcp"])
async def test_a_corefile_is_served_and_asked_over_both_transports(proto: str) -> None:
    async with serving(". {\n says hello\n}\n", plugins=[Says]) as served:
        answer = await served.ask("a.test", "TXT", proto, use_edns=0, payload=1400)
        assert answer.answer[0].to_text() == 'a.test. 60 IN TXT "hello"'
        assert answer.flags & dns.flags.QR
        assert answer.payload == 1400


async def test_ports_are_the_system_s_and_named_as_in_the_corefile() -> None:
    text = "a.test:53 {\n says low\n}\nb.test:1053 {\n bind 10.8.0.1 ::1\n says high\n}\n"
    async with serving(text, plugins=[Says]) as served:
        assert served.address(53)[0] == served.address(1053, "10.8.0.1")[0] == "127.0.0.1"
        assert served.address(1053, "::1")[0] == "::1"
        assert 53 not in {served.address(53)[1], served.address(1053)[1]}
        assert (await served.ask("x.b.test", port=1053)).answer[0][0].to_text() == '"high"'
        assert (await served.ask("x.b.test")).rcode() == dns.rcode.REFUSED
        with pytest.raises(LookupError, match="nothing is served on :99"):
            served.address(99)


async def test_octets_are_sent_as_they_are_and_silence_is_told_without_waiting() -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served:
        query = dns.message.make_query("a.test", "A").to_wire()
        for proto in ("udp", "tcp"):
            answer = await served.wire(query, proto)
            assert answer is not None
            assert answer[:2] == query[:2]
            assert await served.wire(query[:2] + b"\x80" + query[3:], proto) is None
            assert await served.wire(b"", proto) is None


async def test_what_is_logged_and_counted_can_be_looked_at() -> None:
    async with serving(". {\n says x\n log\n}\n", plugins=[Says]) as served:
        await served.ask("a.test")
        assert len([line for line in served.lines if '"A IN a.test. udp' in line]) == 1
        await served.wire(b"\0\0\x10\0" + bytes(8))
        assert served.counted("pydns_malformed_queries_total") == {("dns://:53",): 2}  # and the marker behind it


async def test_variables_and_interfaces_are_the_test_s() -> None:
    interfaces = Interfaces({"eth7": ("127.0.0.1",)})
    text = ". {\n bind eth7\n says {$WORD}\n}\n"
    async with serving(text, plugins=[Says], env={"WORD": "secret"}, interfaces=interfaces) as served:
        assert (await served.ask("a.test")).answer[0][0].to_text() == '"secret"'


async def test_a_forward_to_a_port_of_the_same_corefile_is_answered_in_the_process() -> None:
    text = ".:53 {\n forward . 127.0.0.1:5300\n}\n.:5300 {\n says far\n}\n"
    async with serving(text, plugins=[Says]) as served:
        assert (await served.ask("a.test", "TXT", port=53)).answer[0][0].to_text() == '"far"'


@pytest.mark.parametrize(
    ("text", "error"),
    [(". {\n nonsense\n}\n", CorefileError), (". {\n life fails\n}\n", StartError)],
    ids=["a Corefile that is wrong", "a plugin that does not start"],
)
async def test_a_start_that_fails_raises_and_leaves_nothing(text: str, error: type[Exception]) -> None:
    tasks = asyncio.all_tasks()
    with pytest.raises(error):
        async with serving(text, plugins=[life()]):
            pass
    assert asyncio.all_tasks() == tasks
