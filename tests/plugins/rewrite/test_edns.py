"""Which EDNS options the plugins behind rewrite see, and which come back."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.chain import always
from pydns_host.message import Edns, Request, Response
from pydns_host.plugins.rewrite.options import Option, pack, unpack
from pydns_host.plugins.rewrite.plugin import Rewrite
from pydns_host.testing import make, request


async def passed(rules: str, options: list[Option] | None = None, **facts: Any) -> Edns | None:
    """The EDNS that arrives behind the rules."""
    seen: list[Request] = []

    def answer(asked: Request) -> Response:
        seen.append(asked)
        return asked.reply()

    if options is not None:
        facts["edns"] = Edns(1232, True, pack(options))
    await make(Rewrite, rules).serve(request("Www.test", "MX", **facts), always(answer))
    return seen[0].edns


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("local set 0xffee 0x6162", [], [(0xFFEE, b"ab")]),
        ("local set 0xffee text", [(0xFFEE, b"old"), (1, b"x")], [(0xFFEE, b"text"), (1, b"x")]),
        ("local set 10 text", [(10, b"12345678")], [(10, b"text")]),
        ("local append 65000 y", [(65000, b"x")], [(65000, b"x"), (65000, b"y")]),
        ("local replace 65000 y", [(1, b"x")], [(1, b"x")]),
        ("local unset 65000", [(65000, b"x"), (1, b"x"), (65000, b"y")], [(1, b"x")]),
        ("local append 65000 {qname}", [(65000, b"x")], [(65000, b"x")]),
        ("local set 65000 {some/label}", [(1, b"x")], [(1, b"x")]),
        ("nsid set", [(3, b"x")], [(3, b"")]),
        ("nsid append", [], [(3, b"")]),
        ("nsid replace", [], []),
        ("nsid unset", [(3, b"")], []),
        ("subnet set 24 56", [], [(8, bytes.fromhex("00011800c00002"))]),
        ("subnet set 0 0", [], [(8, bytes.fromhex("00010000"))]),
        ("subnet set 25 0", [(8, b"x")], [(8, bytes.fromhex("00011900c0000280"))]),
        ("subnet append 24 56", [(8, b"x")], [(8, b"x")]),
        ("subnet replace 24 56", [], []),
        ("subnet unset", [(8, b"x")], []),
    ],
)
async def test_options_behind_a_rule(rule: str, before: list[Option], after: list[Option]) -> None:
    edns = await passed(f"rewrite edns0 {rule}", before, client="192.0.2.200")
    assert edns is not None
    assert (unpack(edns.options), edns.payload, edns.do) == (after, 1232, True)


@pytest.mark.parametrize(
    ("variable", "facts", "value"),
    [
        ("{qname}", {}, b"Www.test."),
        ("{qtype}", {}, b"\0\x0f"),
        ("{client_ip}", {"client": "192.0.2.1"}, bytes((192, 0, 2, 1))),
        ("{client_ip}", {"client": "fe80::1%eth0"}, b"\xfe\x80" + bytes(13) + b"\1"),
        ("{client_port}", {"port": 258}, b"\1\2"),
        ("{protocol}", {"proto": "tcp"}, b"tcp"),
        ("{server_ip}", {"local": "192.0.2.9"}, bytes((192, 0, 2, 9))),
        ("{server_port}", {"local_port": 53}, b"\0\x35"),
    ],
)
async def test_a_variable_is_a_fact_of_the_query(variable: str, facts: dict[str, Any], value: bytes) -> None:
    edns = await passed(f"rewrite edns0 local set 65000 {variable}", [], **facts)
    assert edns is not None
    assert unpack(edns.options) == [(65000, value)]


async def test_a_listener_on_all_addresses_has_none_to_tell() -> None:
    assert await passed("rewrite edns0 local set 65000 {server_ip}", local="[::]") is None


@pytest.mark.parametrize("rule", ["nsid set", "local replace 65000 x", "subnet unset"])
async def test_a_query_without_edns_gets_some(rule: str) -> None:
    edns = await passed(f"rewrite edns0 {rule}")
    assert edns is not None
    assert (edns.payload, edns.do) == (4096, False)


@pytest.mark.parametrize(("rule", "seen"), [("local append 65000 x", True), ("nsid replace", False)])
async def test_a_rule_that_does_nothing_stops_nothing(rule: str, seen: bool) -> None:
    edns = await passed(f"rewrite edns0 {rule}\nrewrite edns0 local set 65001 y", [])
    assert edns is not None
    assert ((65001, b"y") in unpack(edns.options)) is not seen


@pytest.mark.parametrize(
    ("rule", "before", "answered", "after"),
    [
        ("local set 65000 x revert", [], [(65000, b"x"), (1, b"y")], [(1, b"y")]),
        ("local set 65000 x revert", [(65000, b"old")], [(65000, b"x")], [(65000, b"old")]),
        ("local append 65000 x revert", [(65000, b"old")], [(65000, b"x")], []),
        ("subnet set 24 56 revert", [(8, b"old")], [(8, b"x")], [(8, b"old")]),
        ("nsid set revert", [], [(3, b"server")], []),
        ("nsid set", [], [(3, b"server")], [(3, b"server")]),
        ("local set 65000 x", [(65000, b"old")], None, None),
        ("local set 65000 x revert", [(65000, b"old")], None, None),
    ],
)
async def test_options_of_an_answer(
    rule: str, before: list[Option], answered: list[Option] | None, after: list[Option] | None
) -> None:
    behind = Response(options=None if answered is None else pack(answered))
    query = request("test", edns=Edns(1232, options=pack(before)))
    found = await make(Rewrite, f"rewrite edns0 {rule}").serve(query, always(lambda _: behind))
    assert found is not None
    assert (None if found.options is None else unpack(found.options)) == after
