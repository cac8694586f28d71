"""An answer that is octets is shuffled as octets only where nothing in it points to what moves."""

from __future__ import annotations

from collections.abc import Sequence

import dns.message
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.message import Response
from pydns_host.plugins.loadbalance.dice import Dice
from pydns_host.plugins.loadbalance.packed import shuffled
from pydns_host.testing import request, rows
from pydns_host.wire import scan


def relayed(*answer: str, authority: Sequence[str] = (), additional: Sequence[str] = ()) -> Response:
    """An answer to A of www.example.org as another server would send it."""
    text = ["id 1", "flags QR RD RA", ";QUESTION", "www.example.org. IN A", ";ANSWER", *answer]
    message = dns.message.from_text("\n".join([*text, ";AUTHORITY", *authority, ";ADDITIONAL", *additional]))
    octets = message.to_wire()
    return Response.relay(octets, scan(octets))


A = [f"www.example.org. 60 IN A 192.0.2.{number}" for number in range(1, 5)]
ALIAS = "www.example.org. 60 IN CNAME web.example.net."
BEHIND = [line.replace("www.example.org", "web.example.net") for line in A]
NS = "example.org. 60 IN NS ns.example.org."


@pytest.mark.parametrize("answer", [A[:2], A, [ALIAS, *BEHIND]], ids=["two", "four", "behind an alias"])
def test_addresses_come_in_every_order_and_nothing_else_changes(answer: list[str]) -> None:
    response, seen = relayed(*answer), set()
    for _ in range(200):
        found = shuffled(response, Dice())
        assert found is not None
        assert found.body is not None
        assert (found.key, found.counts, found.flags) == (response.key, response.counts, response.flags)
        lines = rows(found.answer)
        assert sorted(lines) == sorted(answer)
        assert lines[: len(answer) - len([line for line in answer if " A " in line])] == [ALIAS][: ALIAS in answer]
        seen.add(lines[-1])
    assert seen == {line for line in answer if " A " in line}


@pytest.mark.parametrize(
    "response",
    [
        relayed(*A, authority=[NS]),
        relayed(*A, additional=["ns.example.org. 60 IN A 192.0.2.9"]),
        relayed(*A, "www.example.org. 60 IN TXT x"),
        relayed(*BEHIND, ALIAS),
        relayed("www.example.org. 60 IN MX 1 a.", "www.example.org. 60 IN MX 2 b."),
        request("www.example.org").reply(),
    ],
    ids=["authority", "additional", "another type", "an alias behind", "mail exchanges", "decoded"],
)
def test_what_is_not_that_simple_is_left_to_decoding(response: Response) -> None:
    assert shuffled(response, Dice()) is None


def test_one_address_behind_an_alias_is_left_as_it_is() -> None:
    response = relayed(ALIAS, BEHIND[0])
    assert shuffled(response, Dice()) is response


@given(st.integers(0, 60))
def test_an_owner_that_points_to_a_record_that_moves_is_left_to_decoding(back: int) -> None:
    body = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\1\1\1\0"
    key = b"\3www\0"
    second = (0xC000 | 12 + len(key) + 4 + back).to_bytes(2, "big") + body[2:]
    response = Response.packed(key, 0, 0, (2, 0, 0), body + second)
    assert shuffled(response, Dice()) is None
