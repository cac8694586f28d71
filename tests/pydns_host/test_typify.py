"""What kind of answer a response is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.message import Edns, Response
from pydns_host.records import Record
from pydns_host.testing import record, request
from pydns_host.typify import Kind, typify

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00
A = "www.example.org. 60 IN A 192.0.2.1"
SOA = "example.org. 60 IN SOA ns.example.org. mail.example.org. 1 2 3 4 5"
NS = "example.org. 60 IN NS ns.example.org."


def response(rcode: int = 0, answer: tuple[str, ...] = (), authority: tuple[str, ...] = ()) -> Response:
    return Response(rcode, 0, [*map(record, answer)], [*map(record, authority)])


@pytest.mark.parametrize(
    ("answer", "kind", "sort"),
    [
        pytest.param(response(0, (A,)), Kind.NOERROR, "success", id="an answer"),
        pytest.param(response(0, (A,), (SOA, NS)), Kind.NOERROR, "success", id="an answer with authority"),
        pytest.param(response(0, (), (NS,)), Kind.DELEGATION, "success", id="name servers elsewhere"),
        pytest.param(response(0), Kind.NOERROR, "success", id="nothing at all"),
        pytest.param(response(0, (), (SOA,)), Kind.NODATA, "denial", id="a SOA"),
        pytest.param(response(0, (), (NS, SOA)), Kind.NODATA, "denial", id="a SOA and name servers"),
        pytest.param(response(3, (), (SOA,)), Kind.NXDOMAIN, "denial", id="NXDOMAIN"),
        pytest.param(response(3), Kind.NXDOMAIN, "denial", id="NXDOMAIN without a SOA"),
        pytest.param(response(3, (A,)), Kind.OTHER_ERROR, "error", id="NXDOMAIN with an answer"),
        pytest.param(response(2), Kind.SERVER_ERROR, "error", id="SERVFAIL"),
        pytest.param(response(4, (), (SOA,)), Kind.SERVER_ERROR, "error", id="NOTIMP"),
        pytest.param(response(2, (A,)), Kind.SERVER_ERROR, "error", id="SERVFAIL with an answer"),
        pytest.param(response(5), Kind.OTHER_ERROR, "error", id="REFUSED"),
        pytest.param(response(16), Kind.OTHER_ERROR, "error", id="BADVERS"),
        pytest.param(None, Kind.OTHER_ERROR, "error", id="silence"),
    ],
)
def test_a_response_has_a_kind_and_a_class(answer: Response | None, kind: Kind, sort: str) -> None:
    found = typify(request("www.example.org"), answer, NOW)
    assert (found, found.sorted) == (kind, sort)


@pytest.mark.parametrize(
    ("type", "facts"), [("AXFR", {}), ("IXFR", {}), ("SOA", {"opcode": 4})], ids=["AXFR", "IXFR", "NOTIFY"]
)
def test_transfers_and_notifications_are_a_kind_of_their_own(type: str, facts: dict[str, Any]) -> None:
    found = typify(request("example.org", type, **facts), response(0, (SOA,)), NOW)
    assert (found, found.sorted) == (Kind.META, "error")


def signed(inception: int, expiration: int) -> Record:
    times = expiration.to_bytes(4, "big") + inception.to_bytes(4, "big")
    return Record(b"\0", 46, 1, 60, b"\0\1\x0d\0\0\0\0\x3c" + times + b"\0\1\0sig")


@pytest.mark.parametrize(
    ("inception", "expiration", "kind"),
    [
        (-60, 60, Kind.NOERROR),
        (0, 0, Kind.NOERROR),
        (-60, -1, Kind.OTHER_ERROR),
        (1, 60, Kind.OTHER_ERROR),
    ],
    ids=["valid", "valid this second", "expired", "not yet valid"],
)
def test_signatures_that_do_not_hold_are_an_error_to_who_asks_for_them(
    inception: int, expiration: int, kind: Kind
) -> None:
    answer = Response(0, 0, [record(A), signed(int(NOW) + inception, int(NOW) + expiration)])
    wants = request("www.example.org", "A", edns=Edns(1232, do=True))
    assert typify(wants, answer, NOW) is kind
    assert typify(request("www.example.org"), answer, NOW) is Kind.NOERROR


@pytest.mark.parametrize("section", ["answer", "authority", "additional"])
def test_signatures_are_looked_at_in_every_section(section: str) -> None:
    answer = Response(0, 0).replace(**{section: [signed(0, 1)]})
    assert typify(request("x", edns=Edns(1232, do=True)), answer, NOW) is Kind.OTHER_ERROR


@given(now=st.integers(0, 2**33), before=st.integers(0, 2**31 - 1), after=st.integers(0, 2**31 - 1))
def test_times_of_signatures_wrap(now: int, before: int, after: int) -> None:
    answer = Response(0, 0, [signed((now - before) % 2**32, (now + after) % 2**32)])
    assert typify(request("x", edns=Edns(1232, do=True)), answer, now) is Kind.NOERROR
