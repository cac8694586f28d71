"""What is counted of each query, under the reference's names, in cells that are found by one look-up.

*prometheus* counts the queries of its server block, the host those that no plugin sees; how to tell is not said here.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from pydns_host.metrics import Cell, Count, Metrics
from pydns_host.mnemonics import RCODES, TYPES

if TYPE_CHECKING:
    from pydns_host.message import Request, Response

DURATIONS = tuple(0.00025 * 2**power for power in range(16))  # seconds
SIZES = (0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16e3, 32e3, 48e3, 64e3)  # octets
_PLACE = ("server", "zone", "view")
DROPPED = "dropped"  # in place of a zone, which would end with a dot: no plugin saw the query
# What the reference tells apart; every other type is "other", so that clients cannot make up labels.
KINDS = {
    number: TYPES[number] for number in (1, 2, 5, 6, 12, 15, 16, 28, 33, 43, 46, 47, 48, 50, 64, 65, 251, 252, 255)
}
OTHER = "other"


class Facts(NamedTuple):
    """What the labels of a query are made of; `type` is told as it is counted."""

    server: str
    proto: str
    ipv6: bool
    type: str
    rcode: int
    plugin: str
    view: str
    do: bool
    zone: str


class Cells(NamedTuple):
    """All that a query of some kind bumps."""

    requests: Count
    responses: Count
    do: Count
    durations: Cell
    request_sizes: Cell
    response_sizes: Cell

    def bump(self, asked: int, answered: int, seconds: float) -> None:
        """One query: the octets of both messages, and the time between them."""
        requests, responses, do, (durations, duration), (askeds, sum_asked), (answereds, sum_answered) = self
        requests.n += 1
        responses.n += 1
        do.n += 1
        durations[bisect_left(DURATIONS, seconds)] += 1
        duration[0] += seconds
        askeds[bisect_left(SIZES, asked)] += 1
        sum_asked[0] += asked
        answereds[bisect_left(SIZES, answered)] += 1
        sum_answered[0] += answered


class Counts:
    """The server metrics of CoreDNS."""

    def __init__(self, metrics: Metrics) -> None:
        told, spread = metrics.counter, metrics.histogram
        text = "Counter of DNS requests made per zone, protocol and family."
        self._requests = told("coredns_dns_requests_total", text, (*_PLACE, "proto", "family", "type"))
        text = "Histogram of the time (in seconds) each request took per zone."
        self._durations = spread("coredns_dns_request_duration_seconds", text, _PLACE, DURATIONS)
        text = "Size of the EDNS0 UDP buffer in bytes (64K for TCP) per zone and protocol."
        self._request_sizes = spread("coredns_dns_request_size_bytes", text, (*_PLACE, "proto"), SIZES)
        text = "Counter of DNS requests with DO bit set per zone."
        self._do = told("coredns_dns_do_requests_total", text, _PLACE)
        text = "Size of the returned response in bytes."
        self._response_sizes = spread("coredns_dns_response_size_bytes", text, (*_PLACE, "proto"), SIZES)
        text = "Counter of response status codes."
        self._responses = told("coredns_dns_responses_total", text, (*_PLACE, "rcode", "plugin"))
        self._cells: dict[tuple[str | int, ...], Cells] = {}

    def of(self, request: Request, rcode: int, plugin: str, zone: str) -> Cells:
        """What a query bumps that `plugin` answered with this rcode, and that is counted for this zone."""
        question, edns = request.question, request.question.edns
        proto, server, _, _ = request.via
        facts = (
            server,
            proto,
            ":" in request.client,
            KINDS.get(question.type, OTHER),
            rcode,
            plugin,
            request.view,
            edns is not None and edns.do,
            zone,
        )
        return self._cells.get(facts) or self._learn(facts)

    def dropped(self, request: Request, response: Response) -> None:
        """Count a query that the host answered by itself."""
        cells = self.of(request, response.rcode, "", DROPPED)
        cells.bump(len(request.question.tail) + 2, response.size(request), 0.0)

    def _learn(self, key: tuple[str | int, ...]) -> Cells:
        facts = Facts(*key)  # type: ignore[arg-type]
        place = facts.server, facts.zone, facts.view
        found = self._cells[key] = Cells(
            self._requests.count(*place, facts.proto, "2" if facts.ipv6 else "1", facts.type),
            self._responses.count(*place, RCODES[facts.rcode], facts.plugin),
            self._do.count(*place) if facts.do else Count(),
            self._durations.cell(*place),
            self._request_sizes.cell(*place, facts.proto),
            self._response_sizes.cell(*place, facts.proto),
        )
        return found
