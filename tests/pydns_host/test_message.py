"""What a plugin sees of a query, and how it makes sub-queries and answers of it. Octets are tested with `wire`."""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.message
import dns.name
import dns.rrset
import pytest

from pydns_host import names
from pydns_host.header import AA, CD, RD
from pydns_host.message import NOTIFY, Edns, Question, Request, Via
from pydns_host.testing import record, request, rows
from pydns_host.wire import ingress


def arrived(query: dns.message.Message, **facts: object) -> Request:
    packet = query.to_wire()
    question = ingress(packet)
    assert isinstance(question, Question)
    return Request(question, query.id).replace(**facts)


def test_the_facts_of_question_and_way_are_read_at_the_request() -> None:
    asked = request(
        "WWW.example.org",
        "AAAA",
        edns=Edns(1232, do=True),
        proto="tcp",
        server="dns://:1053",
        local="::1",
        local_port=9,
    )
    assert (asked.text, asked.type_text, asked.type, asked.rclass) == ("www.example.org.", "AAAA", 28, 1)
    assert (asked.proto, asked.server, asked.local, asked.local_port) == ("tcp", "dns://:1053", "::1", 9)
    assert (asked.qname, asked.key) == (b"\x03WWW\x07example\x03org\x00", b"\x03www\x07example\x03org\x00")
    assert (asked.do, asked.opcode, asked.flags) == (True, 0, RD)
    assert asked.name == dns.name.from_text("www.example.org")


@pytest.mark.parametrize(("client", "family"), [("192.0.2.1", 1), ("2001:db8::1", 2), ("fe80::1%eth0", 2)])
def test_the_family_is_that_of_the_clients_address(client: str, family: int) -> None:
    assert request("a.", client=client).family == family


@pytest.mark.parametrize(
    ("facts", "size"),
    [({}, 512), ({"edns": Edns(1400)}, 1400), ({"proto": "tcp"}, 65535), ({"proto": "tcp", "edns": Edns(600)}, 65535)],
    ids=["udp", "udp with EDNS", "tcp", "tcp with EDNS"],
)
def test_an_answer_may_be_as_long_as_transport_and_client_allow(facts: dict[str, Any], size: int) -> None:
    assert request("a.", **facts).size == size


def test_a_request_with_other_facts_is_a_new_one() -> None:
    asked = request("a.example.", id=7, client="192.0.2.1", edns=Edns(1232))
    changed = asked.replace(name=dns.name.from_text("b.example"), type=16, proto="tcp", deadline=3.0)
    assert (asked.text, asked.type, asked.proto, asked.deadline) == ("a.example.", 1, "udp", None)
    assert (changed.text, changed.type, changed.proto, changed.deadline) == ("b.example.", 16, "tcp", 3.0)
    assert (changed.id, changed.client, changed.edns) == (7, "192.0.2.1", asked.edns)


def test_a_fact_that_is_none_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        request("a.").replace(colour="red")


def test_a_sub_query_is_the_same_clients_with_another_question() -> None:
    asked = request("a.", id=7, client="192.0.2.1", port=53000, deadline=5.0, view="inside", hops=1)
    other = asked.asking(Question(names.from_text("b."), 16))
    assert (other.text, other.type) == ("b.", 16)
    facts = ("id", "client", "port", "via", "deadline", "view", "hops")
    assert [getattr(other, fact) for fact in facts] == [getattr(asked, fact) for fact in facts]


def test_the_message_is_dnspythons_and_made_once() -> None:
    query = dns.message.make_query("www.example.org", "MX", use_edns=0, payload=1400)
    asked = arrived(query)
    assert asked.message == query
    assert asked.message is asked.message
    assert asked.wire == query.to_wire()


def test_a_message_of_more_than_4096_octets_is_not_decoded() -> None:
    asked = request("a.", edns=Edns(1232, options=b"\xfd\xe9\x20\x00" + bytes(8192)))
    with pytest.raises(dns.exception.DNSException):
        _ = asked.message


@pytest.mark.parametrize(
    ("flags", "opcode", "echoed"),
    [(0, 0, 0), (RD, 0, RD), (RD | CD | 0x0020, 0, RD | CD), (RD, NOTIFY, 0)],
    ids=["none", "RD", "RD and CD but not AD", "nothing for NOTIFY"],
)
def test_an_answer_copies_rd_and_cd(flags: int, opcode: int, echoed: int) -> None:
    assert request("a.", flags=flags, opcode=opcode).reply().flags == echoed


def test_a_reply_takes_records_of_both_kinds() -> None:
    rrset = dns.rrset.from_text("a.", 60, "IN", "A", "192.0.2.1", "192.0.2.2")
    reply = request("a.").reply(3, [rrset], [record("a. 5 IN NS ns.a.")], aa=True, ede=(15, "no"))
    assert rows(reply.answer) == ["a. 60 IN A 192.0.2.1", "a. 60 IN A 192.0.2.2"]
    assert rows(reply.authority) == ["a. 5 IN NS ns.a."]
    assert (reply.rcode, reply.flags & AA) == (3, AA)
    assert reply.options == b"\x00\x0f\x00\x04\x00\x0fno"


def test_the_way_of_a_query_is_a_value() -> None:
    assert Via()._replace(proto="tcp") == Via("tcp")
