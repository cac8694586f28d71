"""Counters and histograms that the host and plugins bump in place; cheap to bump, read only when scraped.

How they are exposed is the prometheus plugin's business; one registry lives as long as the process, over reloads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeVar

Labels = tuple[str, ...]
Cell = tuple[list[int], list[float]]
Merge = Callable[[Sequence[float]], float]  # how one number is made of those of several workers


class Family:
    """A metric's name, help text and label names, as Prometheus knows them."""

    kind = "untyped"

    def __init__(self, name: str, help: str, labels: Sequence[str] = ()) -> None:
        self.name = name
        self.help = help
        self.labels = tuple(labels)


class Count:
    """One number, for whoever bumps it in place."""

    __slots__ = ("n",)

    def __init__(self) -> None:
        self.n: float = 0


class Counter(Family):
    """Counts up, with one number for each combination of label values."""

    kind = "counter"

    def __init__(self, name: str, help: str, labels: Sequence[str] = ()) -> None:
        super().__init__(name, help, labels)
        self._counts: dict[Labels, Count] = {}
        if not self.labels:
            self.count()  # told from the start: alerts on a rate need the zero

    @property
    def values(self) -> dict[Labels, float]:
        """The numbers by their label values, as they are now."""
        return {labels: count.n for labels, count in self._counts.items()}

    def count(self, *labels: str) -> Count:
        """The number under these label values, to bump in place where that is done for every query."""
        found = self._counts.get(labels)
        if found is None:
            found = self._counts[labels] = Count()
        return found

    def inc(self, *labels: str, by: float = 1) -> None:
        """Add `by` under these label values."""
        (self._counts.get(labels) or self.count(*labels)).n += by

    def clear(self) -> None:
        """Forget every combination of label values."""
        self._counts.clear()


class Gauge(Counter):
    """A number that goes up and down; `merge` is `sum`, or `max` where every worker tells the same."""

    kind = "gauge"

    def __init__(self, name: str, help: str, labels: Sequence[str] = (), merge: Merge = sum) -> None:
        super().__init__(name, help, labels)
        self.merge = merge

    def set(self, value: float, *labels: str) -> None:
        """Be `value` under these label values."""
        self.count(*labels).n = value


class Histogram(Family):
    """Counts observations in buckets; `values` has, for each combination of labels, the counts and the sum."""

    kind = "histogram"

    def __init__(self, name: str, help: str, labels: Sequence[str] = (), buckets: Sequence[float] = ()) -> None:
        super().__init__(name, help, labels)
        self.buckets = tuple(buckets)
        self.values: dict[Labels, Cell] = {}

    def cell(self, *labels: str) -> Cell:
        """The counts and the sum under these label values, for whoever bumps them in place."""
        found = self.values.get(labels)
        if found is None:
            found = self.values[labels] = ([0] * (len(self.buckets) + 1), [0.0])
        return found

    def observe(self, value: float, *labels: str) -> None:
        """Count one observation of `value`."""
        counts, total = self.values.get(labels) or self.cell(*labels)
        counts[bisect_left(self.buckets, value)] += 1
        total[0] += value


F = TypeVar("F", bound=Family)


class Metrics:
    """The registry: a family asked for twice is the same one, so that plugins of two chains share it."""

    def __init__(self) -> None:
        self.families: dict[str, Family] = {}

    def counter(self, name: str, help: str, labels: Sequence[str] = ()) -> Counter:
        """A counter; `name` as Prometheus shows it, such as `coredns_forward_requests_total`."""
        return self._same(Counter(name, help, labels))

    def gauge(self, name: str, help: str, labels: Sequence[str] = (), merge: Merge = sum) -> Gauge:
        """A gauge; `merge` makes one number of those of several workers."""
        return self._same(Gauge(name, help, labels, merge))

    def histogram(self, name: str, help: str, labels: Sequence[str] = (), buckets: Sequence[float] = ()) -> Histogram:
        """A histogram with these upper bounds, ascending; the one without bound is implied."""
        return self._same(Histogram(name, help, labels, buckets))

    def _same(self, family: F) -> F:
        known = self.families.setdefault(family.name, family)
        if not isinstance(known, type(family)) or known.labels != family.labels:
            raise ValueError(f"metric {family.name} is known with another kind or other labels")
        return known
