"""One answer, decoded or packed: the same records either way. How it looks to a client is tested with `wire`."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rrset
import pytest

from pydns_host.message import Edns, Request
from pydns_host.response import Response, ede_option
from pydns_host.testing import record, request, rows
from pydns_host.wire import scan

A = "www.example.org. 60 IN A 192.0.2.1"
MX = "www.example.org. 60 IN MX 10 mail.example.org."
NS = "example.org. 60 IN NS ns.example.org."


def upstream(asked: Request, *, edns: bool = False, tsig_like: bool = False) -> bytes:
    """An answer as another server would send it: compressed, with or without EDNS."""
    message = dns.message.make_response(dns.message.from_wire(asked.wire))
    message.flags |= dns.flags.AA
    for section, line in ((message.answer, A), (message.answer, MX), (message.authority, NS)):
        owner, ttl, rclass, rtype, data = line.split(None, 4)
        section.append(dns.rrset.from_text(owner, int(ttl), rclass, rtype, data))
    if edns:
        message.use_edns(0, 0, 1232)
    octets = message.to_wire()
    if not tsig_like:
        return octets
    behind = b"\x03www\xc0\x10" + b"\0\1\0\1" + bytes(4) + b"\0\4\x7f\0\0\1"  # a record behind the OPT
    return octets[:10] + (octets[10] << 8 | octets[11] + 1).to_bytes(2, "big") + octets[12:] + behind


@pytest.mark.parametrize("edns", [False, True], ids=["without EDNS", "with EDNS"])
def test_a_relayed_answer_has_the_records_that_came(edns: bool) -> None:
    octets = upstream(request("www.example.org", edns=Edns(1232)), edns=edns)
    response = Response.relay(octets, scan(octets))
    assert response.body is not None
    assert (rows(response.answer), rows(response.authority), rows(response.additional)) == ([A, MX], [NS], [])
    assert response.counts == (2, 1, 0)


def test_records_behind_the_opt_are_kept_when_it_goes() -> None:
    octets = upstream(request("www.example.org", edns=Edns(1232)), edns=True, tsig_like=True)
    response = Response.relay(octets, scan(octets))
    assert rows(response.answer) == [A, MX]
    assert rows(response.additional) == ["www.example.org. 0 IN A 127.0.0.1"]


def test_an_answer_is_a_message_of_the_callers_own() -> None:
    asked = request("www.example.org", id=9)
    response = asked.reply(3, [record(A)])
    one, two = response.message(asked), response.message(asked)
    assert (one.id, one.rcode(), [rrset.to_text() for rrset in one.answer]) == (9, 3, [A])
    one.answer.clear()
    assert two.answer


def test_replacing_a_fact_keeps_the_others_and_the_original() -> None:
    response = request("www.example.org").reply(0, [record(A)], [record(NS)], ede=(3, "stale"))
    changed = response.replace(rcode=3, answer=[])
    assert (changed.rcode, rows(changed.answer), rows(changed.authority)) == (3, [], [NS])
    assert changed.options == ede_option(3, "stale")
    assert (response.rcode, rows(response.answer)) == (0, [A])


def test_replacing_a_fact_of_a_packed_answer_decodes_it() -> None:
    octets = upstream(request("www.example.org"))
    changed = Response.relay(octets, scan(octets)).replace(authority=[])
    assert (rows(changed.answer), rows(changed.authority)) == ([A, MX], [])


def test_the_size_is_the_same_packed_and_decoded() -> None:
    asked = request("www.example.org")
    octets = upstream(asked)
    packed = Response.relay(octets, scan(octets))
    decoded = asked.reply(0, [record(A), record(MX)], [record(NS)])
    assert packed.size(asked) == decoded.size(asked) > len(octets)


def test_an_extended_error_is_its_code_and_its_text() -> None:
    assert ede_option(23, "näh") == b"\x00\x0f\x00\x06\x00\x17n\xc3\xa4h"
