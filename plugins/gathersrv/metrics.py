"""What gathersrv counts. The first two families are the reference's, the third tells what answers lack."""

from __future__ import annotations

from collections.abc import Sequence

from pydns_host.metrics import Count, Metrics


class Counts:
    """The counters, by their use; `prefixes` are those of the clusters, in their order."""

    def __init__(self, metrics: Metrics, prefixes: Sequence[str]) -> None:
        self._prefixes = prefixes
        self._answered: dict[tuple[str, str, int], Count] = {}
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
        self._asked: dict[tuple[str, bool, str], Count] = {}
        self.missing = metrics.counter(
            "pydns_gathersrv_missing_answers_total",
            "Sub-queries whose cluster did not answer in time (reason timeout) or failed (reason error).",
            ["server", "cluster", "reason"],
        )

    def of_queries(self, server: str, qualified: bool, type_text: str) -> Count:
        """The queries that came by: those that are gathered, or the others."""
        key = server, qualified, type_text
        count = self._asked.get(key)
        if count is None:
            count = self._asked[key] = self._requests.count(server, str(qualified).lower(), type_text)
        return count

    def of_answers(self, server: str, type_text: str, cluster: int) -> Count:
        """The sub-queries that were answered: those count as 0 whatever the rcode is, as in the reference."""
        key = server, type_text, cluster
        count = self._answered.get(key)
        if count is None:
            count = self._answered[key] = self.sub_requests.count(server, self._prefixes[cluster], type_text, "0")
        return count
