"""What gathersrv counts. The first two families are the reference's, the third tells what answers lack."""

from __future__ import annotations

from collections.abc import Sequence

from pydns_host.metrics import Count, Counter, Metrics


class Row(dict[int, Count]):
    """Of one server and type: `gathered` counts the queries; by cluster, the sub-queries that were answered.

    Those count as 0 whatever the rcode is, as in the reference.
    """

    __slots__ = ("_labels", "_prefixes", "_sub_requests", "gathered")

    def __init__(
        self, server: str, type_text: str, prefixes: Sequence[str], requests: Counter, sub_requests: Counter
    ) -> None:
        super().__init__()
        self.gathered = requests.count(server, "true", type_text)
        self._labels = server, type_text
        self._prefixes = prefixes
        self._sub_requests = sub_requests

    def __missing__(self, cluster: int) -> Count:
        server, type_text = self._labels
        count = self[cluster] = self._sub_requests.count(server, self._prefixes[cluster], type_text, "0")
        return count


class Counts:
    """The counters, by their use; `prefixes` are those of the clusters, in their order."""

    def __init__(self, metrics: Metrics, prefixes: Sequence[str]) -> None:
        self._prefixes = prefixes
        self._rows: dict[tuple[str, str], Row] = {}
        self._requests = metrics.counter(
            "coredns_gathersrv_request_count_total",
            "Counter of requests processed via plugin",
            ["server", "qualified", "type"],
        )
        self.sub_requests = metrics.counter(
            "coredns_gathersrv_sub_request_count_total",
            "Counter of sub requests.",
            ["server", "prefix", "type", "code"],
        )
        self.missing = metrics.counter(
            "pydns_gathersrv_missing_answers_total",
            "Sub-queries whose cluster did not answer in time (reason timeout) or failed (reason error).",
            ["server", "cluster", "reason"],
        )

    def of(self, server: str, type_text: str) -> Row:
        """What is counted of queries of a type that are gathered."""
        key = server, type_text
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = Row(server, type_text, self._prefixes, self._requests, self.sub_requests)
        return row

    def passed_on(self, server: str, type_text: str) -> None:
        """Count a query that is not gathered."""
        self._requests.inc(server, "false", type_text)
