"""How an answer from elsewhere is walked before it is used. Whether it fits the question is upstream's to say."""

from __future__ import annotations

import dns.exception
import dns.message
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.records import from_rrset
from pydns_host.response import Response
from pydns_host.wire import Malformed, scan

from .strategies import responses


@given(responses())
def test_every_answer_of_dnspython_passes_with_its_facts(response: dns.message.Message) -> None:
    wire = response.to_wire(max_size=65535)
    found = scan(wire)
    assert found.id == response.id
    assert found.rcode == response.rcode()
    assert found.flags == response.flags & 0x07F0
    assert found.qname == response.question[0].name.to_wire()
    assert (found.options is None) == (response.edns < 0)


@given(responses())
def test_decoded_records_are_those_of_dnspython(response: dns.message.Message) -> None:
    parsed = dns.message.from_wire(response.to_wire(max_size=65535), one_rr_per_rrset=True)
    wire = response.to_wire(max_size=65535)
    mine = Response.relay(wire, scan(wire)).sections
    for section, records in zip((parsed.answer, parsed.authority, parsed.additional), mine, strict=True):
        # dnspython takes an owner's spelling from wherever it met the name first.
        theirs = [record for rrset in section for record in from_rrset(rrset)]
        assert [item._replace(owner=item.owner.lower()) for item in theirs] == [
            item._replace(owner=item.owner.lower()) for item in records
        ]


@given(responses(), st.data())
def test_a_mutated_answer_is_malformed_or_decodes(response: dns.message.Message, data: st.DataObject) -> None:
    wire = bytearray(response.to_wire(max_size=65535))
    for _ in range(data.draw(st.integers(1, 4))):
        wire[data.draw(st.integers(0, len(wire) - 1))] = data.draw(st.integers(0, 255) | st.just(0xC0))
    try:
        found = scan(bytes(wire))
    except Malformed:
        return
    Response.relay(bytes(wire), found).sections  # noqa: B018 - what passed decodes


@given(responses(), st.data())
def test_an_answer_cut_short_is_malformed(response: dns.message.Message, data: st.DataObject) -> None:
    wire = response.to_wire(max_size=65535)
    with pytest.raises(Malformed):
        scan(wire[: data.draw(st.integers(0, len(wire) - 1))])


@given(responses())
def test_octets_behind_an_answer_are_malformed(response: dns.message.Message) -> None:
    with pytest.raises(Malformed, match="behind"):
        scan(response.to_wire(max_size=65535) + b"\0")


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param("c02b 0001 0001 0000003c 0004 c0000201", id="pointer-forwards"),
        pytest.param("c021 0001 0001 0000003c 0004 c0000201", id="pointer-to-itself"),
        pytest.param("c00c 0001 0001 0000003c 0003 c00002", id="address-of-three-octets"),
        pytest.param("c00c 0005 0001 0000003c 0004 c00c0000", id="octets-behind-a-name"),
        pytest.param("c00c 0001 0001 0000003c ffff c0000201", id="length-beyond-the-end"),
        pytest.param("", id="a-record-promised-but-absent"),
        pytest.param("c004 0001 0001 0000003c 0004 c0000201", id="pointer-into-the-header"),
        pytest.param("0161 c021 0001 0001 0000003c 0004 c0000201", id="pointer-to-its-own-first-label"),
        pytest.param("0161 8021 0001 0001 0000003c 0004 c0000201", id="label-type"),
    ],
)
def test_what_lies_about_its_shape_is_malformed(tail: str) -> None:
    head = "1234 8180 0001 0001 0000 0000 03777777076578616d706c65036f726700 0001 0001"
    with pytest.raises(Malformed):
        scan(bytes.fromhex(head + tail))


HEAD = bytes.fromhex("1234 8180 0001 0001 0000 0000 03777777076578616d706c65036f726700 0001 0001")


def _many(count: int, *records: bytes) -> bytes:
    """An answer with so many records."""
    return HEAD[:6] + count.to_bytes(2, "big") + HEAD[8:] + b"".join(records)


def test_a_name_of_more_than_255_octets_is_malformed_however_it_is_put_together() -> None:
    fixed = b"\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"
    long = b"\x3f" + b"a" * 63
    first = long * 3 + b"\0" + fixed
    pointer = (0xC000 | len(HEAD)).to_bytes(2, "big")
    assert scan(_many(2, first, b"\x3c" + b"b" * 60 + pointer + fixed))
    with pytest.raises(Malformed, match="too long"):
        scan(_many(2, first, b"\x3f" + b"b" * 63 + pointer + fixed))


def test_a_long_chain_of_pointers_is_malformed() -> None:
    fixed = b"\0\x10\0\1\0\0\0\x3c"
    chain = bytearray()
    place = len(HEAD) + 2 + 10  # the first pointer stands in a TXT record's data
    for link in range(200):
        chain += (0xC000 | (12 if not link else place + 2 * link - 2)).to_bytes(2, "big")
    last = (0xC000 | place + 2 * 199).to_bytes(2, "big")
    holder = b"\xc0\x0c" + fixed + len(chain).to_bytes(2, "big") + chain
    assert scan(_many(1, holder))
    with pytest.raises(Malformed, match="chain"):
        scan(_many(2, holder, last + fixed + b"\0\0"))


def test_two_opt_records_are_malformed() -> None:
    opt = b"\0\0\x29\x04\xd0\0\0\0\0\0\0"
    wire = HEAD[:6] + b"\0\0\0\0\0\2" + HEAD[12:] + opt + opt
    with pytest.raises(Malformed, match="OPT"):
        scan(wire)
