"""Makes one registry of counters of those of several workers. Who collects them is `workers`' business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydns_host.metrics import Counter, Family, Gauge, Histogram, Labels, Metrics


def summed(parts: Sequence[Metrics]) -> Metrics:
    """All of `parts` as one: counters and histograms added, gauges as each of them is merged."""
    if len(parts) == 1:
        return parts[0]
    whole = Metrics()
    for name in dict.fromkeys(name for part in parts for name in part.families):
        families = [part.families[name] for part in parts if name in part.families]
        whole.families[name] = _merged(families)
    return whole


def lasting(metrics: Metrics) -> Metrics:
    """What still counts of a worker that is gone: what it counted, so that no sum ever goes back; not how it was."""
    left = Metrics()
    left.families = {name: family for name, family in metrics.families.items() if not isinstance(family, Gauge)}
    return left


def _merged(families: Sequence[Family]) -> Family:
    first = families[0]
    if isinstance(first, Histogram):
        return _spread(first, [family for family in families if isinstance(family, Histogram)])
    counters = [family for family in families if isinstance(family, Counter)]
    whole = type(first)(first.name, first.help, first.labels)
    if not isinstance(whole, Counter):
        return first
    merge = first.merge if isinstance(first, Gauge) else sum
    if isinstance(whole, Gauge):
        whole.merge = merge
    values = [counter.values for counter in counters]
    for labels in _labels(values):
        whole.count(*labels).n = merge([numbers[labels] for numbers in values if labels in numbers])
    return whole


def _spread(first: Histogram, histograms: Iterable[Histogram]) -> Histogram:
    whole = Histogram(first.name, first.help, first.labels, first.buckets)
    for histogram in histograms:
        for labels, (counts, total) in histogram.values.items():
            sums, sum_of_all = whole.cell(*labels)
            sums[:] = map(sum, zip(sums, counts, strict=True))
            sum_of_all[0] += total[0]
    return whole


def _labels(values: Iterable[Iterable[Labels]]) -> Iterable[Labels]:
    return dict.fromkeys(labels for numbers in values for labels in numbers)
