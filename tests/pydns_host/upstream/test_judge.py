"""Whether octets answer a question: nothing that is not an answer passes, and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.response import Response
from pydns_host.testing import request
from pydns_host.upstream.judge import MAX_KNOWN, MAX_KNOWN_SIZE, Judge, alive
from tests.pydns_host.upstream.liar import LIES, truth

QUERY = request("www.example.org")
TRUE = truth(QUERY.wire)
SECTION = QUERY.question.section


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A true answer with some octets changed, cut or added."""
    octets = bytearray(TRUE)
    for place, value in draw(st.lists(st.tuples(st.integers(0, len(TRUE) - 1), st.integers(0, 255)), max_size=4)):
        octets[place] = value
    return bytes(octets[: draw(st.integers(0, len(TRUE)))]) + draw(st.binary(max_size=20))


@given(mutated())
def test_what_passes_has_the_question_and_decodes(octets: bytes) -> None:
    found = Judge().check(octets, QUERY.question)
    if isinstance(found, Response):
        assert octets[12 : 12 + len(SECTION)].lower() == SECTION.lower()
        assert octets[2] & 0xF8 == 0x80
        assert octets[4:6] == b"\0\1"
        assert len(found.sections) == 3


@given(mutated())
def test_the_verdict_on_the_same_octets_is_the_same_again(octets: bytes) -> None:
    judge = Judge()
    first, second = judge.check(octets, QUERY.question), judge.check(octets, QUERY.question)
    assert first is second or first == second or isinstance(first, Response)


@pytest.mark.parametrize("lie", [lie for lie in LIES if lie != "another ID"])
def test_each_lie_has_its_reason(lie: str) -> None:
    reason, told = LIES[lie]
    assert Judge().check(told(TRUE), QUERY.question) == reason


def test_an_answer_is_walked_once_as_long_as_it_is_remembered() -> None:
    judge = Judge()
    first = judge.check(TRUE, QUERY.question)
    assert judge.check(b"xy" + TRUE[2:], QUERY.question) is first


def test_what_is_remembered_is_compared_with_the_question_all_the_same() -> None:
    judge = Judge()
    judge.check(TRUE, QUERY.question)
    assert judge.check(TRUE, request("other.example.org").question) == "question"


def test_memory_is_bounded_in_number_and_size() -> None:
    judge = Judge()
    for number in range(3 * MAX_KNOWN):
        query = request(f"w{number}.example.org")
        judge.check(truth(query.wire), query.question)
    long = TRUE[:6] + b"\0\x64" + TRUE[8:] + TRUE[-16:] * 99
    assert isinstance(judge.check(long, QUERY.question), Response)
    assert len(judge._known) + len(judge._older) <= 2 * MAX_KNOWN
    assert all(len(octets) <= MAX_KNOWN_SIZE for octets in judge._known | judge._older)


def test_an_answer_that_is_asked_for_again_outlives_its_generation() -> None:
    judge = Judge()
    first = judge.check(TRUE, QUERY.question)
    for number in range(MAX_KNOWN):
        query = request(f"w{number}.example.org")
        judge.check(truth(query.wire), query.question)
    assert judge.check(TRUE, QUERY.question) is first


def test_any_response_shows_that_an_upstream_is_alive() -> None:
    assert isinstance(alive(b"\0\0\x81\x85" + bytes(8)), Response)
    assert alive(b"\0\0\x01\x05" + bytes(8)) == "query"
    assert alive(b"\0\0\x81") == "short"
