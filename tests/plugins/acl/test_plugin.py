"""Who gets an answer, and what the others get."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.message import Edns, Response, ede_option
from pydns_host.plugins.acl.plugin import Acl
from pydns_host.testing import Bench, answering, ask, block, make, request

NEXT = answering("a.test. 60 IN A 192.0.2.1")
BLOCKED, FILTERED = (5, ede_option(15, "")), (0, ede_option(17, ""))
ALLOWED = (0, None)


async def outcome(rules: str, name: str = "a.test.", **facts: Any) -> tuple[int, bytes | None]:
    plugin = make(Acl, f"acl {{\n{rules}\n}}", Bench(block("test.")))
    response: Response = await ask(plugin, name, next=NEXT, edns=Edns(1232), **facts)
    return response.rcode, response.options


@pytest.mark.parametrize(
    ("rules", "facts", "found"),
    [
        ("block", {}, BLOCKED),
        ("filter", {}, FILTERED),
        ("allow\nblock", {}, ALLOWED),
        ("BLOCK type A", {}, BLOCKED),
        ("block type AAAA TXT", {}, ALLOWED),
        ("block type *", {"type": "TXT"}, BLOCKED),
        ("block net 192.0.2.0/24", {"client": "192.0.2.77"}, BLOCKED),
        ("block net 192.0.2.0/24", {"client": "192.0.3.77"}, ALLOWED),
        ("block net 192.0.2.7", {"client": "192.0.2.7"}, BLOCKED),
        ("block net 2001:db8::/32 10.0.0.1", {"client": "2001:db8::9"}, BLOCKED),
        ("block net fe80::/10", {"client": "fe80::1%eth0"}, BLOCKED),
        ("allow net 192.0.2.0/24\nblock", {"client": "192.0.2.1"}, ALLOWED),
        ("allow net 192.0.2.0/24\nblock", {"client": "192.0.3.1"}, BLOCKED),
        ("block type A net 192.0.2.1 type TXT", {"type": "TXT", "client": "192.0.2.1"}, BLOCKED),
        ("block", {"name": "a.example."}, ALLOWED),
    ],
)
async def test_the_first_policy_for_a_query_decides(
    rules: str, facts: dict[str, Any], found: tuple[int, bytes | None]
) -> None:
    assert await outcome(rules, **facts) == found


async def test_a_dropped_query_is_met_with_silence_and_counted() -> None:
    bench = Bench(block("test."))
    plugin = make(Acl, "acl {\ndrop net 192.0.2.0/24\n}", bench)
    query = request("a.test.", client="192.0.2.1")
    assert plugin.quick(query, lambda _: None) is None
    assert await plugin.serve(query, NEXT) is None
    assert bench.counted("coredns_acl_dropped_requests_total") == {("dns://:53", "test.", ""): 1}


async def test_the_closest_zone_of_a_rule_is_the_one_that_is_counted() -> None:
    bench = Bench(block("test."))
    plugin = make(Acl, "acl test a.test {\nblock\n}", bench)
    for name in ("x.a.test.", "x.test."):
        await ask(plugin, name, next=NEXT)
    counted = bench.counted("coredns_acl_blocked_requests_total")
    assert sorted(labels[1] for labels in counted) == ["a.test.", "test."]


async def test_each_rule_is_for_its_zones() -> None:
    bench = Bench(block("test."))
    plugin = make(Acl, "acl a.test {\nblock type TXT\n}\nacl {\nfilter type TXT\n}", bench)
    assert (await ask(plugin, "x.a.test.", "TXT", next=NEXT)).rcode == 5
    assert (await ask(plugin, "x.b.test.", "TXT", next=NEXT)).counts == (0, 0, 0)
    await ask(plugin, "x.a.test.", next=NEXT)
    assert bench.counted("coredns_acl_allowed_requests_total") == {("dns://:53", ""): 1}
