"""What is counted on the way to upstreams: the reference's proxy metrics, and what this host alone ignores or shares.

Counters of the plugins that ask upstreams are theirs.
"""

from __future__ import annotations

from pydns_host.metrics import Metrics

BUCKETS = tuple(0.00025 * 2**power for power in range(16))  # seconds, 0.25 ms to 8 s as in the reference


class ProxyMetrics:
    """The families; `proxy` is the name of the plugin that asks, the reference's label `proxy_name`."""

    def __init__(self, metrics: Metrics, proxy: str) -> None:
        self.proxy = proxy
        self.durations = metrics.histogram(
            "coredns_proxy_request_duration_seconds",
            "Histogram of the time each request took.",
            ["proxy_name", "to", "rcode"],
            BUCKETS,
        )
        self.unhealthy = metrics.counter(
            "coredns_proxy_healthcheck_failures_total",
            "Counter of the number of failed healthchecks.",
            ["proxy_name", "to"],
        )
        self.hits = metrics.counter(
            "coredns_proxy_conn_cache_hits_total",
            "Counter of connection cache hits per upstream and protocol.",
            ["proxy_name", "to", "proto"],
        )
        self.misses = metrics.counter(
            "coredns_proxy_conn_cache_misses_total",
            "Counter of connection cache misses per upstream and protocol.",
            ["proxy_name", "to", "proto"],
        )
        self.ignored = metrics.counter(
            "pydns_upstream_ignored_total",
            "Messages from upstreams that answer no question that was asked.",
            ["reason"],
        )
        self.shared = metrics.counter(
            "pydns_upstream_shared_total", "Queries that shared the upstream query of an identical one.", ["to"]
        )
        self.refused = metrics.counter(
            "pydns_upstream_refused_total", "Queries failed at the bound of those in flight.", ["to"]
        )
