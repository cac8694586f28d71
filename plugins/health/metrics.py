"""What health counts, under the reference's names: how long its own endpoint takes to answer.

When it is asked is `plugin`'s business.
"""

from __future__ import annotations

from pydns_host.metrics import Metrics

BUCKETS = (0.00025, 0.0025, 0.025, 0.25, 2.5)  # seconds


class HealthMetrics:
    """The reference's histogram and counter; both are there before anything was counted."""

    def __init__(self, metrics: Metrics) -> None:
        self.duration = metrics.histogram(
            "coredns_health_request_duration_seconds",
            "Histogram of the time (in seconds) each request took.",
            buckets=BUCKETS,
        )
        self.duration.cell()
        self.failures = metrics.counter(
            "coredns_health_request_failures_total", "The number of times the health check failed."
        )
