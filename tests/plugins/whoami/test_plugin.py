"""What a client is told about itself, over each family and transport."""

from __future__ import annotations

from typing import Any

import dns.message
import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.message import Edns, Question, Request
from pydns_host.plugins.whoami.plugin import Whoami
from pydns_host.testing import Bench, ask, block, failing, make, rows
from pydns_host.wire import render
from tests.plugins.verdicts import agree, cases, findings

BEHIND = failing(AssertionError("whoami asked the next plugin"))


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Whoami, case)


def test_a_second_whoami_is_not_read_and_that_is_told() -> None:
    (found,) = findings(Whoami, ". {\nwhoami\nwhoami x\n}\n")
    assert found.message == "plugin/whoami: only the first whoami of a server block is read"


@pytest.mark.parametrize(
    ("facts", "additional"),
    [
        (
            {"client": "127.0.0.1", "port": 41001},
            ["who.test. 0 IN A 127.0.0.1", "_udp.who.test. 0 IN SRV 0 0 41001 ."],
        ),
        (
            {"client": "::1", "port": 41002, "proto": "tcp"},
            ["who.test. 0 IN AAAA ::1", "_tcp.who.test. 0 IN SRV 0 0 41002 ."],
        ),
        (
            {"client": "fe80::1%eth0", "port": 65535},
            ["who.test. 0 IN AAAA fe80::1", "_udp.who.test. 0 IN SRV 0 0 65535 ."],
        ),
    ],
    ids=["IPv4 and UDP", "IPv6 and TCP", "link-local"],
)
async def test_a_client_is_told_its_address_and_port(facts: dict[str, Any], additional: list[str]) -> None:
    response = await ask(make(Whoami, "whoami"), "who.test", "TXT", BEHIND, **facts)
    assert rows(response.additional) == additional
    assert (response.rcode, response.answer, response.authority) == (0, [], [])


async def test_the_root_may_be_asked() -> None:
    response = await ask(make(Whoami, "whoami"), ".", "NS", BEHIND, port=53)
    assert rows(response.additional) == [". 0 IN A 127.0.0.1", "_udp. 0 IN SRV 0 0 53 ."]


async def test_the_records_have_the_class_of_the_question() -> None:
    response = await ask(make(Whoami, "whoami"), "who.test", "A", BEHIND, rclass=3)
    assert [record.rclass for record in response.additional] == [3, 3]


@pytest.mark.parametrize(("octets", "records"), [(250, 2), (251, 1), (255, 1)])
async def test_a_name_without_room_for_a_label_gets_the_address_alone(octets: int, records: int) -> None:
    name = ".".join(["a" * 63] * 3 + ["b" * (octets - 194)])
    assert len((await ask(make(Whoami, "whoami"), name, "A", BEHIND)).additional) == records


@pytest.mark.parametrize(
    ("flags", "opcode", "sent"),
    [(0x0100, 0, 0x8500), (0x07F0, 0, 0x8510), (0, 0, 0x8400), (0x0510, 4, 0xA400)],
    ids=["RD", "all", "none", "NOTIFY"],
)
async def test_the_answer_is_authoritative_and_echoes_rd_and_cd(flags: int, opcode: int, sent: int) -> None:
    plugin = Whoami((), Bench(block()).services("whoami"))
    request = Request(Question(b"\3who\4test\0", 1, flags=flags, opcode=opcode))
    response = await plugin.serve(request, BEHIND)
    assert response is not None
    assert int.from_bytes(render(response, request, 512)[2:4], "big") == sent


@given(
    labels=st.lists(st.binary(min_size=1, max_size=40), max_size=6),
    client=st.ip_addresses().map(str),
    port=st.integers(0, 65535),
    proto=st.sampled_from(["udp", "tcp"]),
    edns=st.sampled_from([None, Edns(1232)]),
)
async def test_every_answer_is_a_message_and_as_long_as_it_says(
    labels: list[bytes], client: str, port: int, proto: str, edns: Edns | None
) -> None:
    qname = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    base = Request(Question(qname, 1, edns=edns), client=client, port=port)
    request = base.replace(proto=proto)
    response = await Whoami((), Bench(block()).services("whoami")).serve(request, BEHIND)
    assert response is not None
    assert response.size(request) == response.replace().size(request)
    decoded = dns.message.from_wire(render(response, request, 65535))
    below = dns.name.Name((f"_{proto}".encode(), *request.name.labels)) if len(qname) <= 250 else None
    assert [rrset.name for rrset in decoded.additional] == [request.name, *([below] if below else [])]
