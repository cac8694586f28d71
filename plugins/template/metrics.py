"""What template counts, in the reference's families. When it counts is `plugin`'s business."""

from __future__ import annotations

from pydns_host.metrics import Metrics

_MATCHED = ("server", "zone", "view", "class", "type")
_FAILED = (*_MATCHED, "section", "template")


class Counts:
    """The counters, by their use."""

    def __init__(self, metrics: Metrics) -> None:
        self.matches = metrics.counter("coredns_template_matches_total", "Counter of template regex matches.", _MATCHED)
        self.failures = metrics.counter(
            "coredns_template_template_failures_total", "Counter of go template failures.", _FAILED
        )
        self.rr_failures = metrics.counter(
            "coredns_template_rr_failures_total", "Counter of mis-templated RRs.", _FAILED
        )
