"""Answers cut at their TTLs, and filled again. What is merged from them is tried with `memo`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.message import Question, Response
from pydns_host.plugins.gathersrv.stencil import Cut
from pydns_host.testing import record
from pydns_host.wire import pack

QUESTION = Question(names.from_text("x.local."), 1)
TTLS = st.integers(0, 2**31 - 1)


def _body(first: int, second: int, target: str = "y.local.") -> bytes:
    answer = [record(f"x.local. {first} IN CNAME {target}"), record(f"y.local. {second} IN A 192.0.2.1")]
    return pack(Response(0, 0, answer), QUESTION).body or b""


@given(TTLS, TTLS, TTLS, TTLS)
def test_what_is_filled_in_is_what_was_found(first: int, second: int, third: int, fourth: int) -> None:
    cut = Cut(_body(first, second), 2)
    ttls = cut.ttls_of(_body(third, fourth))
    assert ttls == (third.to_bytes(4, "big"), fourth.to_bytes(4, "big"))
    assert cut.filled(ttls) == _body(third, fourth)


def test_octets_that_differ_in_more_than_ttls_have_none() -> None:
    cut = Cut(_body(1, 2), 2)
    assert cut.ttls_of(_body(1, 2, "z.local.")) is None
    assert cut.ttls_of(_body(1, 2, "longer.local.")) is None


def test_no_records_are_cut_in_one_piece() -> None:
    assert Cut(b"", 0).ttls_of(b"") == ()
    assert Cut(b"", 0).filled(()) == b""
