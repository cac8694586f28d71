"""What goes upstream of a client's query over real sockets, and what reaches the client of an upstream's answer."""

from __future__ import annotations

from typing import Any

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset
import dns.tsigkeyring
import pytest

from pydns_host.testing import serving
from tests.pydns_host.upstream.liar import Liar
from tests.pydns_host.upstream.world import until

TEXTS = [f'"{number:0200}"' for number in range(10)]


def _an_alias_and_much_text(query: bytes) -> list[bytes]:
    response = dns.message.make_response(dns.message.from_wire(query))
    name = response.question[0].name
    response.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", "t.test."))
    response.answer.append(dns.rrset.from_text("t.test.", 60, "IN", "TXT", *TEXTS))
    return [response.to_wire(max_size=65535)]


@pytest.mark.parametrize(
    ("facts", "types", "truncated"),
    [({}, ["CNAME"], True), ({"payload": 1232}, ["CNAME"], True), ({"payload": 4096}, ["CNAME", "TXT"], False)],
    ids=["without EDNS", "a small payload", "a large payload"],
)
async def test_of_an_answer_that_is_too_large_whole_rrsets_are_kept(
    facts: dict[str, Any], types: list[str], truncated: bool
) -> None:
    async with (
        Liar(_an_alias_and_much_text) as upstream,
        serving(f". {{\nforward . {upstream.address}\n}}\n") as served,
    ):
        answer = await served.ask("a.test.", "TXT", **facts)
    assert [dns.rdatatype.to_text(rrset.rdtype) for rrset in answer.answer] == types
    assert bool(answer.flags & dns.flags.TC) == truncated


async def test_a_signed_query_goes_upstream_without_its_signature() -> None:
    """As in CoreDNS: the key is the client's and this server's business (RFC 8945 section 5.5)."""
    query = dns.message.make_query("a.test.", "A", use_edns=0)
    query.use_tsig(dns.tsigkeyring.from_text({"k.": "c2VjcmV0c2VjcmV0"}), keyname="k.")
    async with Liar() as upstream, serving(f". {{\nforward . {upstream.address}\n}}\n") as served:
        await served.wire(query.to_wire())
        await until(lambda: bool(upstream.heard))
        [(_, heard)] = upstream.heard
    sent = dns.message.from_wire(heard)
    assert not sent.had_tsig
    assert sent.edns == 0
    assert sent.question == query.question
