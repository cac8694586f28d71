"""What is asked, as a value: spelt as it came, compared in lower case, and turned back into octets when needed."""

from __future__ import annotations

import dns.message
import dns.name
import pytest
from hypothesis import given

from pydns_host import names
from pydns_host.question import Edns, Question
from pydns_host.wire import ingress

from .wire.strategies import queries


def question(name: str, type: int = 1, **facts: object) -> Question:
    return Question(names.from_text(name), type, **facts)  # type: ignore[arg-type]


def test_a_name_keeps_its_spelling_and_is_compared_without() -> None:
    asked = question("WwW.Example.org")
    assert asked.qname == b"\x03WwW\x07Example\x03org\x00"
    assert asked.key == b"\x03www\x07example\x03org\x00"
    assert asked.name == dns.name.from_text("www.example.org")
    assert asked.name.to_text() == "WwW.Example.org."
    assert asked.text == "www.example.org."


def test_the_section_is_the_name_as_spelt_with_type_and_class() -> None:
    assert question("A.", 33, rclass=3).section == b"\x01A\x00\x00\x21\x00\x03"


@pytest.mark.parametrize(("type", "text"), [(1, "A"), (28, "AAAA"), (65, "HTTPS"), (65280, "TYPE65280")])
def test_a_type_without_a_name_is_shown_as_a_number(type: int, text: str) -> None:
    assert question("a.", type).type_text == text


@pytest.mark.parametrize(
    ("edns", "payload"),
    [(None, 512), (Edns(0), 512), (Edns(512), 512), (Edns(1232), 1232), (Edns(65535), 65535)],
    ids=["no EDNS", "nothing", "the least", "the usual", "the most"],
)
def test_an_answer_over_udp_may_always_have_512_octets(edns: Edns | None, payload: int) -> None:
    assert question("a.", edns=edns).payload == payload


@given(queries())
def test_octets_built_anew_are_what_dnspython_reads_back(query: dns.message.Message) -> None:
    came = ingress(query.to_wire())
    assert isinstance(came, Question)
    made = Question(came.qname, came.type, came.rclass, came.flags, came.opcode, came.edns)
    assert not made.plain
    assert dns.message.from_wire(query.to_wire()[:2] + made.tail) == query
    assert made.tail == came.tail
