"""What reload counts, under the reference's names. When it does is `plugin`'s business."""

from __future__ import annotations

from pydns_host.configuration import failures
from pydns_host.metrics import Metrics

_HASH = "sha512"


class ReloadMetrics:
    """The reference's counter and its gauge."""

    def __init__(self, metrics: Metrics) -> None:
        failures(metrics)  # the host counts them; told from the start
        self._version = metrics.gauge(
            "coredns_reload_version_info",
            "A metric with a constant '1' value labeled by hash, and value which type of hash generated.",
            ["hash", "value"],
            max,
        )

    def version(self, fingerprint: str) -> None:
        """Tell this version instead of any before; that of the start is never told, as in the reference."""
        self._version.clear()
        self._version.set(1, _HASH, fingerprint)
