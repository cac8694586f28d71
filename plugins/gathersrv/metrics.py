"""What gathersrv counts. The first two families are the reference's, the third tells what answers lack."""

from __future__ import annotations

from pydns_host.metrics import Metrics


class Counts:
    """The counters, by their use."""

    def __init__(self, metrics: Metrics) -> None:
        self.requests = metrics.counter(
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
