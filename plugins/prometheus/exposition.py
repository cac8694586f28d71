"""From the host's counters to the text that Prometheus scrapes, made by prometheus-client when it is asked for.

What is counted, and when, is no business of this module.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pydns_host.http.messages import HttpRequest, HttpResponse
from pydns_host.metrics import Counter, Family, Histogram, Metrics

_WHOLE = re.compile(rb"^([^#\n].*)\.0$", re.MULTILINE)
_LE = re.compile(rb'^(\w+_bucket\{(?:.*,)?)(le="[^"]*"),(.*)\}', re.MULTILINE)


class Exposition(Collector):
    """Everything that is counted; with `runtime` also what the interpreter counts, of the process that is asked."""

    def __init__(self, runtime: bool) -> None:
        self._metrics = Metrics()
        self._registry = CollectorRegistry()
        self._registry.register(self)
        PlatformCollector(registry=self._registry)
        if runtime:
            GCCollector(registry=self._registry)

    def describe(self) -> Iterable[Metric]:
        """Nothing: names may be added at any time."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every family that has values, by name."""
        for name in sorted(self._metrics.families):
            family = self._metrics.families[name]
            metric = _counted(family) if isinstance(family, Counter) else _spread(family)
            if metric.samples:
                yield metric

    def answer(self, request: HttpRequest, metrics: Metrics) -> HttpResponse:
        """What a scraper gets, in the format that it asks for, compressed where it allows that."""
        self._metrics = metrics
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        body = encode(self._registry)
        if content_type.startswith("text/plain"):
            body = _as_the_reference_writes(body)
        headers = {"Content-Type": content_type}
        if _takes_gzip(request.headers.get("accept-encoding", "")):
            body, headers["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        return HttpResponse(200, body, headers)


def tell_process(metrics: Metrics) -> None:
    """Put what the system knows of this process among its counters, under the names that all of Prometheus has."""
    for told in ProcessCollector(registry=None).collect():
        for sample in told.samples:
            if told.type == "counter":
                metrics.counter(sample.name, told.documentation).count().n = sample.value
            else:
                merge = min if sample.name == "process_start_time_seconds" else sum
                metrics.gauge(sample.name, told.documentation, merge=merge).set(sample.value)


def _counted(family: Counter) -> Metric:
    """A counter or a gauge; a counter of another kind of name than Prometheus wants has no type there."""
    kind = "unknown" if family.kind == "counter" and not family.name.endswith("_total") else family.kind
    metric = Metric(family.name.removesuffix("_total") if kind == "counter" else family.name, family.help, kind)
    for values, number in sorted(family.values.items()):
        metric.add_sample(family.name, dict(zip(family.labels, values, strict=True)), number)
    return metric


def _spread(family: Family) -> Metric:
    """A histogram: counts up to each bound, the sum and the count of all."""
    metric = Metric(family.name, family.help, "histogram")
    if not isinstance(family, Histogram):
        return metric
    bounds = [*(f"{bound:g}" for bound in family.buckets), "+Inf"]
    for values, (counts, total) in sorted(family.values.items()):
        labels = dict(zip(family.labels, values, strict=True))
        for bound, number in zip(bounds, accumulate(counts), strict=True):
            metric.add_sample(f"{family.name}_bucket", labels | {"le": bound}, number)
        metric.add_sample(f"{family.name}_sum", labels, total[0])
        metric.add_sample(f"{family.name}_count", labels, sum(counts))
    return metric


def _as_the_reference_writes(text: bytes) -> bytes:
    """Whole numbers without a fraction, and `le` as the last label: for scripts that read lines.

    Line ends and quotes in labels are escaped, so that neither pattern is found in one.
    """
    return _WHOLE.sub(rb"\1", _LE.sub(rb"\1\3,\2}", text))


def _takes_gzip(accepted: str) -> bool:
    codings = (coding.strip().partition(";") for coding in accepted.split(","))
    return any(name.strip() == "gzip" and weight.replace(" ", "") != "q=0" for name, _, weight in codings)
