"""What acl counts, under CoreDNS's names. How counters are exposed is the prometheus plugin's business."""

from __future__ import annotations

from pydns_host.metrics import Metrics
from pydns_host.plugins.acl.config import BLOCK, DROP, FILTER

_LABELS = ["server", "zone", "view"]


class Counts:
    """The counters, by the action that they count."""

    def __init__(self, metrics: Metrics) -> None:
        self.denied = {
            action: metrics.counter(
                f"coredns_acl_{done}_requests_total", f"Counter of DNS requests being {done}.", _LABELS
            )
            for action, done in ((BLOCK, "blocked"), (FILTER, "filtered"), (DROP, "dropped"))
        }
        text = "Counter of DNS requests being allowed."
        self.allowed = metrics.counter("coredns_acl_allowed_requests_total", text, ["server", "view"])
