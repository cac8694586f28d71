"""What hosts counts, under the reference's names. When it does is `plugin`'s business."""

from __future__ import annotations

from pydns_host.metrics import Metrics


class HostsMetrics:
    """The reference's two gauges."""

    def __init__(self, metrics: Metrics) -> None:
        self.entries = metrics.gauge(
            "coredns_hosts_entries", "The combined number of entries in hosts and Corefile.", ["hostsfile"], max
        )
        self.reloaded = metrics.gauge(
            "coredns_hosts_reload_timestamp_seconds", "The timestamp of the last reload of hosts file.", merge=max
        )
