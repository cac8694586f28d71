"""How every answer looks to its client: ID, spelling, EDNS, size. What it says is the plugins' business."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.lengths import surplus
from pydns_host.message import Edns, Question, Request, Response
from pydns_host.names import of_name
from pydns_host.records import Record, from_rrset, records
from pydns_host.testing import record, request
from pydns_host.wire import pack, render, scan

from .strategies import queries, responses


def _request(query: dns.message.Message) -> Request:
    question = query.question[0]
    edns = None if query.edns < 0 else Edns(query.payload, bool(query.ednsflags & 0x8000))
    return Request(Question(of_name(question.name), int(question.rdtype), flags=int(query.flags), edns=edns), query.id)


def _all(message: dns.message.Message) -> list[list[Record]]:
    sections = (message.answer, message.authority, message.additional)
    return [[item for rrset in section for item in from_rrset(rrset)] for section in sections]


def _folded(sections: list[list[Record]]) -> list[list[Record]]:
    return [[item._replace(owner=item.owner.lower(), rdata=item.rdata.lower()) for item in part] for part in sections]


@given(queries(), responses())
def test_an_answer_made_of_records_is_read_back_by_dnspython(
    query: dns.message.Message, other: dns.message.Message
) -> None:
    asked = _request(query)
    response = asked.reply(0, records(other.answer), records(other.authority), records(other.additional), aa=True)
    message = dns.message.from_wire(render(response, asked, 65535), one_rr_per_rrset=True)
    assert message.id == query.id
    assert message.question == query.question
    assert str(message.question[0].name) == str(query.question[0].name)
    assert message.flags & dns.flags.AA
    assert (message.edns < 0) == (query.edns < 0)
    expected = [list(response.answer), list(response.authority), list(response.additional)]
    assert _folded(_all(message)) == _folded(expected)


@given(responses())
def test_a_relayed_answer_says_what_it_said(response: dns.message.Message) -> None:
    wire = response.to_wire(max_size=65535)
    edns = None if response.edns < 0 else Edns(1232)
    question = response.question[0]
    asked = Request(Question(of_name(question.name), int(question.rdtype), edns=edns), 7)
    message = dns.message.from_wire(render(Response.relay(wire, scan(wire)), asked, 65535), one_rr_per_rrset=True)
    assert message.id == 7
    assert message.flags == response.flags
    assert _all(message) == _all(dns.message.from_wire(wire, one_rr_per_rrset=True))


@given(responses(), st.integers(512, 1232))
def test_no_answer_is_longer_than_its_limit_and_a_cut_one_says_so(response: dns.message.Message, limit: int) -> None:
    wire = response.to_wire(max_size=65535)
    question = response.question[0]
    asked = Request(Question(of_name(question.name), int(question.rdtype), edns=Edns(limit)))
    octets = render(Response.relay(wire, scan(wire)), asked, limit)
    assert len(octets) <= limit
    message = dns.message.from_wire(octets, one_rr_per_rrset=True)
    whole = _folded(_all(dns.message.from_wire(wire, one_rr_per_rrset=True)))
    kept = _folded(_all(message))
    assert [part[: len(mine)] for part, mine in zip(whole, kept, strict=True)] == kept
    if kept != whole:
        assert message.flags & dns.flags.TC


def test_truncation_keeps_whole_rrsets() -> None:
    asked = request("many.test.", "A")
    first = [record(f"many.test. 60 IN A 192.0.2.{n}") for n in range(10)]
    second = [record(f"other.test. 60 IN A 192.0.2.{n}") for n in range(40)]
    message = dns.message.from_wire(render(asked.reply(0, first, second), asked, 512))
    assert len(message.answer[0]) == 10
    assert not message.authority
    assert message.flags & dns.flags.TC


def test_names_may_point_into_data_that_is_not_compressed_itself() -> None:
    asked = request("_a._tcp.test.", "SRV")
    targets = [record(f"_a._tcp.test. 60 IN SRV 1 1 1 host{n}.long-enough-a-name.test.") for n in range(6)]
    addresses = [record(f"host{n}.long-enough-a-name.test. 60 IN A 192.0.2.{n}") for n in range(6)]
    octets = render(asked.reply(0, targets, (), addresses), asked, 512)
    message = dns.message.from_wire(octets)
    assert not message.flags & dns.flags.TC
    assert octets.count(b"long-enough-a-name") == len(targets)
    assert [str(rrset.name) for rrset in message.additional] == [f"host{n}.long-enough-a-name.test." for n in range(6)]


def test_the_question_comes_back_as_it_was_spelt_and_an_owner_as_its_plugin_spelt_it() -> None:
    asked = request("wWw.ExAmPlE.oRg.", "A")
    octets = render(asked.reply(0, [record("www.example.org. 60 IN A 192.0.2.1")]), asked, 512)
    message = dns.message.from_wire(octets)
    assert str(message.question[0].name) == "wWw.ExAmPlE.oRg."
    assert str(message.answer[0].name) == "www.example.org."


def test_an_answer_that_must_be_compressed_keeps_its_spelling_too() -> None:
    asked = request("MANY.test.", "A")
    many = [record(f"many.test. 60 IN A 192.0.2.{n}") for n in range(25)]
    message = dns.message.from_wire(render(asked.reply(0, many), asked, 512))
    assert {str(rrset.name) for rrset in message.answer} == {"many.test."}
    assert len(message.answer[0]) == 25


def test_a_relayed_answer_gets_this_clients_spelling() -> None:
    upstream = dns.message.make_response(dns.message.make_query("www.example.org.", "A"))
    upstream.answer.append(dns.rrset.from_text("www.example.org.", 60, "IN", "A", "192.0.2.1"))
    wire = upstream.to_wire()
    message = dns.message.from_wire(render(Response.relay(wire, scan(wire)), request("WWW.example.ORG.", "A"), 512))
    assert str(message.answer[0].name) == "WWW.example.ORG."


def test_a_client_without_edns_gets_no_opt() -> None:
    asked = request("x.test.", "A")
    octets = render(asked.reply(2, ede=(23, "nobody answered")), asked, 512)
    assert dns.message.from_wire(octets).edns == -1


def test_an_extended_error_goes_out_to_a_client_with_edns() -> None:
    asked = request("x.test.", "A", edns=Edns(1232, do=True))
    message = dns.message.from_wire(render(asked.reply(2, ede=(23, "nobody answered")), asked, 1232))
    assert [option.to_text() for option in message.options] == ["EDE 23 (Network Error): nobody answered"]
    assert message.ednsflags & dns.flags.DO


def test_the_clients_own_options_are_not_echoed() -> None:
    asked = request("x.test.", "A", edns=Edns(1232, options=bytes.fromhex("000a00080102030405060708")))
    assert not dns.message.from_wire(render(asked.reply(), asked, 1232)).options


def test_an_extended_rcode_is_split_between_header_and_opt() -> None:
    asked = request("x.test.", "A", edns=Edns(1232))
    assert dns.message.from_wire(render(asked.reply(23), asked, 1232)).rcode() == dns.rcode.BADCOOKIE


def test_an_extended_rcode_is_servfail_to_a_client_without_edns() -> None:
    asked = request("x.test.", "A")
    assert dns.message.from_wire(render(asked.reply(23), asked, 512)).rcode() == dns.rcode.SERVFAIL


@given(queries())
def test_a_sub_request_is_written_as_dnspython_would_read_it(query: dns.message.Message) -> None:
    asked = _request(query).replace(name=dns.name.from_text("sub.cluster-a.local."))
    message = dns.message.from_wire(asked.wire)
    assert str(message.question[0].name) == "sub.cluster-a.local."
    assert (message.id, message.flags, message.edns) == (query.id, query.flags, query.edns)
    assert message.payload == query.payload


@given(responses())
def test_the_size_is_that_of_the_uncompressed_message(response: dns.message.Message) -> None:
    wire = response.to_wire(max_size=65535)
    question = response.question[0]
    asked = Request(Question(of_name(question.name), int(question.rdtype)))
    mine = Response.relay(wire, scan(wire))
    plain = 12 + len(of_name(question.name)) + 4 + (11 if response.edns >= 0 else 0)
    for item in (item for part in mine.sections for item in part):
        plain += len(item.owner) + 10 + len(item.rdata) + surplus(item.type, item.rdata)
    assert mine.size(asked) == plain + len(mine.options or b"")


@given(queries(), responses())
def test_an_answer_that_is_kept_packed_says_the_same(query: dns.message.Message, other: dns.message.Message) -> None:
    asked = _request(query)
    response = Response(answer=records(other.answer), authority=records(other.authority))
    kept = pack(response, asked.question)
    expected, found = (dns.message.from_wire(render(one, asked, 65535)) for one in (response, kept))
    assert _folded(_all(found)) == _folded(_all(expected))


def test_names_are_compressed_in_a_kept_answer_where_a_datagram_needs_it() -> None:
    asked = request("a.example.", "NS")
    few, many = ([record(f"a.example. 1 IN NS {'x' * 40}{n}.a.example.") for n in range(count)] for count in (2, 9))
    assert len(pack(Response(answer=few), asked.question).body or b"") == 2 * (2 + 10 + 53)
    assert len(pack(Response(answer=many), asked.question).body or b"") == 9 * (2 + 10 + 44)
