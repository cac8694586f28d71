"""Counters and histograms: the numbers themselves. How they are exposed is the prometheus plugin's."""

from __future__ import annotations

import pytest

from pydns_host.metrics import Metrics


def test_a_counter_counts_by_its_labels() -> None:
    counter = Metrics().counter("x_total", "X.", ["server", "type"])
    counter.inc("dns://:53", "A")
    counter.inc("dns://:53", "A")
    counter.inc("dns://:53", "SRV", by=3)
    assert counter.values == {("dns://:53", "A"): 2, ("dns://:53", "SRV"): 3}


def test_a_family_asked_for_twice_is_the_same() -> None:
    metrics = Metrics()
    assert metrics.counter("x_total", "X.", ["a"]) is metrics.counter("x_total", "X.", ["a"])


def test_the_same_name_with_other_labels_is_refused() -> None:
    metrics = Metrics()
    metrics.counter("x_total", "X.", ["a"])
    with pytest.raises(ValueError, match="x_total"):
        metrics.counter("x_total", "X.", ["b"])
    with pytest.raises(ValueError, match="x_total"):
        metrics.histogram("x_total", "X.", ["a"])


def test_a_histogram_counts_each_observation_in_one_bucket() -> None:
    histogram = Metrics().histogram("x_seconds", "X.", ["a"], (0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        histogram.observe(value, "here")
    counts, total = histogram.values["here",]
    assert counts == [2, 1, 1]
    assert sum(total) == pytest.approx(7.65)


def test_a_gauge_is_what_it_was_set_to() -> None:
    gauge = Metrics().gauge("x", "X.")
    gauge.set(3)
    gauge.inc(by=-1)
    assert gauge.values == {(): 2}
