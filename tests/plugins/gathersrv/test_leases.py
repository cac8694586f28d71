"""When a gathered answer may be given again, and what is counted then: it lives as long as what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pydns_host.again import Lease, Told
from pydns_host.message import Request, Response
from pydns_host.metrics import Count
from pydns_host.plugins.gathersrv.plugin import Gathersrv
from pydns_host.testing import Bench, block, make, record, request

DIRECTIVE = """gathersrv distributed.test. {
cluster-a.test. a-
cluster-b.test. b-
}"""
QUERY = request("a.b.distributed.test.")


class Clusters:
    """Answers of both clusters under leases until the seconds given, 0 for none."""

    def __init__(self, until: Sequence[float]) -> None:
        self._until = until
        self.hits = Count()
        self._made: dict[bytes, Response] = {}

    def quick(self, query: Request) -> Response:
        if query.key not in self._made:
            made = query.reply(answer=[record(f"{query.text} 30 IN A 192.0.2.1")])
            until = self._until[len(self._made)]
            self._made[query.key] = made.restated(lease=Lease(until, self)) if until else made
        return self._made[query.key]

    def again(self, query: Request, response: Response) -> Told | None:
        return (self.hits,) if response.lease is not None and response.lease.owner is self else None


def gathered(plugin: Gathersrv, clusters: Clusters) -> Response:
    found = plugin.quick(QUERY, clusters.quick)
    assert isinstance(found, Response)
    return found


@pytest.mark.parametrize(
    ("until", "ends"),
    [((1003.0, 1002.0), 1002.0), ((1003.0, 0), None), ((1003.0, 999.0), None)],
    ids=["both", "one has none", "one is over"],
)
def test_it_lasts_as_long_as_the_first_of_the_clusters_leases(until: Sequence[float], ends: float | None) -> None:
    plugin: Gathersrv = make(Gathersrv, DIRECTIVE, Bench(block("distributed.test.")))
    lease = gathered(plugin, Clusters(until)).lease
    assert (None if lease is None else lease.until) == ends


def test_the_same_answer_is_under_the_same_lease_until_that_is_over() -> None:
    bench = Bench(block("distributed.test."))
    plugin: Gathersrv = make(Gathersrv, DIRECTIVE, bench)
    clusters = Clusters((1003.0, 1002.0))
    first = gathered(plugin, clusters)
    assert gathered(plugin, clusters).lease is first.lease
    bench.clock.advance(2)
    assert first.lease is not None
    assert first.lease.until <= bench.clock()


def test_each_time_counts_as_a_query_and_as_each_clusters_answer() -> None:
    bench = Bench(block("distributed.test."))
    plugin: Gathersrv = make(Gathersrv, DIRECTIVE, bench)
    clusters = Clusters((1003.0, 1002.0))
    answer = gathered(plugin, clusters)
    before = {family: bench.counted(f"coredns_gathersrv_{family}_count_total") for family in ("request", "sub_request")}
    told = plugin.again(QUERY, answer, clusters.again)
    assert told is not None
    for one in told:
        assert isinstance(one, Count)
        one.n += 1
    for family, counts in before.items():
        now = bench.counted(f"coredns_gathersrv_{family}_count_total")
        assert now == {labels: 2 * count for labels, count in counts.items()}
    assert clusters.hits.n == 2


def test_it_is_asked_anew_where_a_plugin_behind_has_to_see_each_query() -> None:
    plugin: Gathersrv = make(Gathersrv, DIRECTIVE, Bench(block("distributed.test.")))
    answer = gathered(plugin, Clusters((1003.0, 1002.0)))
    assert plugin.again(QUERY, answer, lambda request, response: None) is None
