"""What the door says of a client's packet. What plugins then do with the request is tested elsewhere."""

from __future__ import annotations

import dns.exception
import dns.message
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.question import Question
from pydns_host.wire import ingress

from .strategies import queries

QUESTION = "03777777076578616d706c65036f726700 0001 0001"
HEADER = "1234 0100 0001 0000 0000 0000"
NAME_OF_256 = "3f" + "61" * 63 + "3f" + "61" * 63 + "3f" + "61" * 63 + "3f" + "61" * 63 + "00"


@given(queries())
def test_every_query_of_dnspython_is_read_as_dnspython_reads_it(query: dns.message.Message) -> None:
    packet = query.to_wire()
    facts = ingress(packet)
    assert isinstance(facts, Question)
    question = query.question[0]
    assert (facts.qname, facts.type) == (question.name.to_wire(), question.rdtype)
    assert facts.tail == packet[2:]
    if query.edns < 0:
        assert facts.edns is None
    else:
        assert facts.edns is not None
        assert facts.edns.payload == query.payload
        assert facts.edns.do == bool(query.ednsflags & 0x8000)


@given(st.binary(max_size=200))
def test_no_packet_raises_and_an_error_is_a_header_of_twelve_octets(packet: bytes) -> None:
    verdict = ingress(packet)
    if isinstance(verdict, bytes):
        assert len(verdict) == 12 or verdict[3] & 15 == 0
        assert verdict[:2] == packet[:2]


@given(queries(), st.data())
def test_a_query_cut_anywhere_is_silence_an_error_or_a_query(query: dns.message.Message, data: st.DataObject) -> None:
    packet = query.to_wire()
    verdict = ingress(packet[: data.draw(st.integers(0, len(packet)))])
    assert verdict is None or isinstance(verdict, bytes | Question)


@pytest.mark.parametrize(
    ("packet", "verdict"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("1234 0100 0001 0000 0000 00", None, id="shorter-than-a-header"),
        pytest.param("1234 8100 0001 0000 0000 0000" + QUESTION, None, id="a-response"),
        pytest.param("1234 2900 0001 0000 0000 0000" + QUESTION, "1234a9040000000000000000", id="update-notimp"),
        pytest.param("1234 0100 0000 0000 0000 0000", "123481010000000000000000", id="no-question"),
        pytest.param("1234 0100 0002 0000 0000 0000" + QUESTION * 2, "123481010000000000000000", id="two-questions"),
        pytest.param("1234 0100 0001 0002 0000 0000" + QUESTION, "123481010000000000000000", id="two-answers"),
        pytest.param("1234 0100 0001 0000 0002 0000" + QUESTION, "123481010000000000000000", id="two-authorities"),
        pytest.param("1234 0100 0001 0000 0000 0003" + QUESTION, "123481010000000000000000", id="three-additionals"),
        pytest.param(HEADER + "c00c 0001 0001", "123481010000000000000000", id="pointer-to-itself"),
        pytest.param(HEADER + "40" + "61" * 64 + "00 0001 0001", "123481010000000000000000", id="label-of-64"),
        pytest.param(HEADER + NAME_OF_256 + "0001 0001", "123481010000000000000000", id="name-too-long"),
        pytest.param(HEADER + "0377", "123481010000000000000000", id="cut-in-the-name"),
        pytest.param(HEADER, "123481010000000000000000", id="header-alone"),
        pytest.param(
            "1234 0100 0001 0000 0000 0001" + QUESTION + "00 0029 04d0 00010000 0000",
            "123481000001000000000001" + QUESTION.replace(" ", "") + "0000290000010000000000",
            id="edns-version-1-is-badvers",
        ),
        pytest.param(
            "1234 0100 0001 0000 0000 0001" + QUESTION + "00 0029 04d0 00000000 0004 fde90005",
            "123481010000000000000000",
            id="edns-option-overruns",
        ),
    ],
)
def test_what_is_no_query_gets_the_verdict_of_the_reference(packet: str, verdict: str | None) -> None:
    assert ingress(bytes.fromhex(packet)) == (None if verdict is None else bytes.fromhex(verdict))


@pytest.mark.parametrize("extra", ["deadbeef", "00 0029 04d0 00000000 0000"], ids=["octets", "an-opt-not-counted"])
def test_octets_behind_the_message_are_tolerated_but_not_passed_on(extra: str) -> None:
    facts = ingress(bytes.fromhex(HEADER + QUESTION + extra))
    assert isinstance(facts, Question)
    assert facts.tail == bytes.fromhex(HEADER + QUESTION)[2:]


SOA = "c00c 0006 0001 00000000 0018 c00c c00c" + "00" * 20
TSIG = "016b 00 00fa 00ff 00000000 0014 0168 00" + "00" * 17


@pytest.mark.parametrize(
    ("counts", "records", "octets"),
    [
        ("0000 0000 0000", "", 0),
        ("0000 0000 0001", "00 0029 04d0 00000000 0004 fde9 0000", 0),
        ("0001 0000 0000", SOA, 17 + 10 + 17 + 17 + 20),
        ("0000 0001 0001", SOA + "00 0029 04d0 00000000 0000", 17 + 10 + 17 + 17 + 20),
        ("0000 0000 0001", TSIG, 3 + 10 + 20),
        ("0001 0000 0002", SOA, 17 + 10 + 17 + 17 + 20),
        ("0000 0001 0000", "00 0006 0001 00000000 0001 05", 12),
    ],
    ids=[
        "none",
        "an OPT",
        "a SOA in the answer",
        "a SOA and an OPT",
        "a TSIG",
        "fewer than promised",
        "data cut short",
    ],
)
def test_records_beside_the_opt_are_counted_and_not_passed_on(counts: str, records: str, octets: int) -> None:
    facts = ingress(bytes.fromhex(f"1234 0100 0001 {counts}" + QUESTION + records))
    assert isinstance(facts, Question)
    assert facts.others == octets


def test_a_hundred_thousand_questions_cost_no_more_than_one() -> None:
    packet = bytes.fromhex("1234 0100 ffff 0000 0000 0000") + bytes.fromhex("00 0001 0001") * 13000
    assert ingress(packet) == bytes.fromhex("123481010000000000000000")


def test_notify_passes_the_door() -> None:
    facts = ingress(bytes.fromhex("1234 2000 0001 0000 0000 0000" + QUESTION))
    assert isinstance(facts, Question)
    assert facts.opcode == 4
