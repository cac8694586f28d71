"""What the late upstream says. When it says it is left to the benchmark."""

from __future__ import annotations

import dns.message
import pytest

from bench.growth.slow import answer


@pytest.mark.parametrize("edns", [False, True])
def test_every_question_gets_one_address(edns: bool) -> None:
    query = dns.message.make_query("Host-1.grow.test.", "A", use_edns=edns)
    said = dns.message.from_wire(answer(query.to_wire()))
    assert query.is_response(said)
    assert [rrset.to_text() for rrset in said.answer] == ["Host-1.grow.test. 3600 IN A 198.51.100.1"]
