"""Which bits queries and answers have."""

from __future__ import annotations

import pytest

from pydns_host.header import AA, RA, RD
from pydns_host.message import Request, Response
from pydns_host.plugins.header.plugin import Header
from pydns_host.testing import answering, ask, make, request


@pytest.mark.parametrize(
    ("rules", "flags", "becomes"),
    [
        ("response set ra aa", 0, RA | AA),
        ("response clear aa", AA | RA, RA),
        ("response set RA\nresponse clear ra", RA, 0),
        ("response clear ra\nRESPONSE Set ra", 0, RA),
        ("query set aa", AA, AA),
    ],
)
async def test_the_bits_of_an_answer(rules: str, flags: int, becomes: int) -> None:
    async def behind(query: Request) -> Response:
        return Response(0, flags)

    assert (await ask(make(Header, f"header {{\n{rules}\n}}"), "a.test.", next=behind)).flags == becomes


async def test_the_bits_of_a_query_are_changed_for_all_who_see_it() -> None:
    query = request("a.test.", flags=0)
    response = await make(Header, "header {\nquery set rd\n}").serve(query, answering())
    assert response is not None
    assert query.flags == RD
    assert response.flags & RD


async def test_a_refusal_has_the_bits_too() -> None:
    refusal = await ask(make(Header, "header {\nresponse set ra\n}"), "a.test.", next=answering(rcode=5))
    assert (refusal.rcode, refusal.flags & RA) == (5, RA)
