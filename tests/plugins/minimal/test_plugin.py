"""What is left of answers."""

from __future__ import annotations

import dns.message
import pytest

from pydns_host.chain import Next
from pydns_host.message import Request, Response
from pydns_host.plugins.minimal.plugin import Minimal
from pydns_host.testing import Bench, answering, ask, block, make, rows
from pydns_host.wire import scan

A, NS, SOA = "a.test. 60 IN A 192.0.2.1", "test. 60 IN NS ns.test.", "test. 60 IN SOA ns.test. hm.test. 1 2 3 4 5"
GLUE = "ns.test. 60 IN A 192.0.2.53"


async def left(next: Next) -> tuple[list[str], ...]:
    response = await ask(make(Minimal, "minimal", Bench(block("."))), "a.test.", next=next)
    return tuple(rows(section) for section in response.sections)


async def test_an_answer_comes_alone() -> None:
    assert await left(answering(A, authority=[NS], additional=[GLUE])) == ([A], [], [])


async def test_an_answer_that_came_as_octets_comes_alone() -> None:
    message = dns.message.from_text(
        "id 1\nopcode QUERY\nrcode NOERROR\nflags QR\n;QUESTION\na.test. IN A\n"
        f";ANSWER\n{A}\na.test. 60 IN A 192.0.2.2\n;AUTHORITY\n{NS}\n;ADDITIONAL\n{GLUE}\n"
    )
    octets = message.to_wire()

    async def relayed(query: Request) -> Response:
        return Response.relay(octets, scan(octets))

    answer, *others = await left(relayed)
    assert (sorted(answer), others) == ([A, "a.test. 60 IN A 192.0.2.2"], [[], []])


@pytest.mark.parametrize(
    "next",
    [
        answering(authority=[NS], additional=[GLUE]),
        answering(authority=[SOA]),
        answering(rcode=3, authority=[SOA]),
        answering(rcode=2, additional=[GLUE]),
    ],
    ids=["delegation", "NODATA", "NXDOMAIN", "failure"],
)
async def test_what_needs_its_sections_keeps_them(next: Next) -> None:
    response = await ask(next, "a.test.")
    assert await left(next) == tuple(rows(section) for section in response.sections)


async def test_an_rcode_without_records_is_passed_on() -> None:
    assert (await ask(make(Minimal, "minimal"), "a.test.", next=answering(rcode=5))).rcode == 5
