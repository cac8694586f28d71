"""What is said of names that mean the machine."""

from __future__ import annotations

import pytest

from pydns_host.plugins.local.plugin import Local
from pydns_host.testing import Bench, answering, ask, block, make, rows

NEXT = answering("next. 60 IN A 192.0.2.1")
SOA = "604800 IN SOA localhost. root.localhost. 1 0 0 0 604800"


@pytest.mark.parametrize(
    ("name", "type", "rcode", "answer", "authority"),
    [
        ("LocalHost.", "A", 0, ["LocalHost. 604800 IN A 127.0.0.1"], []),
        ("localhost.", "AAAA", 0, ["localhost. 604800 IN AAAA ::1"], []),
        ("localhost.", "NS", 0, ["localhost. 604800 IN NS localhost."], []),
        ("localhost.", "SOA", 0, [f"localhost. {SOA}"], []),
        ("localhost.", "TXT", 0, [], [f"localhost. {SOA}"]),
        ("a.localhost.", "A", 0, ["a.localhost. 604800 IN A 127.0.0.1"], []),
        ("a.localhost.", "TXT", 0, [], [f"a.localhost. {SOA}"]),
        ("localhost.example.org.", "AAAA", 0, ["localhost.example.org. 604800 IN AAAA ::1"], []),
        ("127.in-addr.arpa.", "A", 0, [], [f"127.in-addr.arpa. {SOA}"]),
        ("0.in-addr.arpa.", "NS", 0, ["0.in-addr.arpa. 604800 IN NS localhost."], []),
        ("1.0.0.127.in-addr.arpa.", "PTR", 0, ["1.0.0.127.in-addr.arpa. 604800 IN PTR localhost."], []),
        ("1.0.0.127.in-addr.arpa.", "A", 0, [], [f"127.in-addr.arpa. {SOA}"]),
        ("2.0.0.127.IN-addr.arpa.", "PTR", 3, [], [f"127.IN-addr.arpa. {SOA}"]),
        ("xlocalhost.", "A", 0, ["next. 60 IN A 192.0.2.1"], []),
        ("localhostx.example.", "A", 0, ["next. 60 IN A 192.0.2.1"], []),
    ],
)
async def test_an_answer(name: str, type: str, rcode: int, answer: list[str], authority: list[str]) -> None:
    response = await ask(make(Local, "local"), name, type, next=NEXT)
    assert (response.rcode, rows(response.answer), rows(response.authority)) == (rcode, answer, authority)


async def test_names_that_begin_with_localhost_pass_where_options_say_so() -> None:
    response = await ask(make(Local, "local {\nlocalhost_prefix off\n}"), "localhost.example.", next=NEXT)
    assert rows(response.answer) == ["next. 60 IN A 192.0.2.1"]


async def test_names_below_localhost_are_counted() -> None:
    bench = Bench(block("."))
    plugin = make(Local, "local", bench)
    for name in ("a.localhost.", "localhost.example.", "localhost."):
        await ask(plugin, name, next=NEXT)
    assert bench.counted("coredns_local_localhost_requests_total") == {(): 2}
