"""What forward counts itself. What is counted of its upstreams is `pydns_host.upstream`'s."""

from __future__ import annotations

from pydns_host.metrics import Metrics


class ForwardMetrics:
    """The reference's two counters."""

    def __init__(self, metrics: Metrics) -> None:
        self.broken = metrics.counter(
            "coredns_forward_healthcheck_broken_total",
            "Counter of the number of complete failures of the healthchecks.",
        )
        self.rejected = metrics.counter(
            "coredns_forward_max_concurrent_rejects_total",
            "Counter of the number of queries rejected because the concurrent queries were at maximum.",
        )
