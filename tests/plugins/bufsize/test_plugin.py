"""Which queries are changed, and what the answers then are."""

from __future__ import annotations

import pytest

from pydns_host.message import Edns
from pydns_host.plugins.bufsize.plugin import Bufsize
from pydns_host.testing import answering, ask, make, request
from pydns_host.wire import render

LONG = answering(*(f"a.test. 60 IN TXT {'x' * 200}{number}" for number in range(9)))


@pytest.mark.parametrize(("payload", "becomes"), [(4096, 1000), (1001, 1000), (1000, 1000), (600, 600)])
async def test_a_payload_above_the_size_is_lowered(payload: int, becomes: int) -> None:
    query = request("a.test.", edns=Edns(payload, do=True))
    await make(Bufsize, "bufsize 1000").serve(query, LONG)
    assert query.edns is not None
    assert (query.edns.payload, query.edns.do) == (becomes, True)


async def test_an_answer_is_cut_to_the_size() -> None:
    query = request("a.test.", edns=Edns(4096))
    response = await make(Bufsize, "bufsize 1000").serve(query, LONG)
    assert response is not None
    assert len(render(response, query)) <= 1000


async def test_a_query_without_edns_is_left_alone() -> None:
    query = request("a.test.")
    asked = query.question
    await ask(make(Bufsize, "bufsize"), "a.test.", next=LONG)
    await make(Bufsize, "bufsize").serve(query, LONG)
    assert query.question is asked
