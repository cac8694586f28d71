"""Lengths of record data as the reference counts them, recorded from its DNS library in data/lengths.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dns.message
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.lengths import SURPLUS, packed_length, records_length, surplus
from pydns_host.message import Question, Request, Response
from pydns_host.records import Record
from pydns_host.wire import scan
from tests.pydns_host.wire.strategies import responses

ROWS = [
    json.loads(line) for line in Path(__file__).with_name("data").joinpath("lengths.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["record"])[:40])
def test_data_is_as_long_as_the_reference_counts_it(row: dict[str, Any]) -> None:
    rdata = bytes.fromhex(row["rdata"])
    assert len(rdata) + surplus(row["type"], rdata) == row["length"]


def test_a_section_is_as_long_as_its_records_uncompressed() -> None:
    owner = b"\1q\4test\0"
    section = [Record(owner, 1, 1, 60, b"\xc0\0\2\1"), Record(owner, 16, 1, 60, b'\3a"b')]
    assert records_length(section) == (8 + 10 + 4) + (8 + 10 + 4 + 1)


@given(responses())
def test_packed_records_are_as_long_as_decoded_ones(message: dns.message.Message) -> None:
    wire = message.to_wire()
    response = Response.relay(wire, scan(wire))
    request = Request(Question(scan(wire).qname, 1))
    assert response.size(request) == response.replace().size(request)


def test_a_loop_of_compression_pointers_has_an_end() -> None:
    assert packed_length(b"\1q\0", (1, 0, 0), b"\1a\xc0\x13" + bytes(10)) == 257 + 10


@given(st.sampled_from(sorted(SURPLUS)), st.binary(max_size=60))
def test_malformed_data_has_a_length_too(rtype: int, rdata: bytes) -> None:
    surplus(rtype, rdata)
