"""Counters of several workers as one registry."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from pydns_host.metrics import Counter, Gauge, Histogram, Metrics
from pydns_host.summed import lasting, summed


def worker(queries: int, entries: int, seconds: float, label: str = "a") -> Metrics:
    metrics = Metrics()
    metrics.counter("queries_total", "Queries.", ["zone"]).inc(label, by=queries)
    metrics.gauge("entries", "Entries.").set(entries)
    metrics.gauge("begun", "Since.", merge=min).set(entries)
    metrics.gauge("build_info", "Build.", ["version"], max).set(1, "1")
    metrics.histogram("seconds", "Seconds.", ["zone"], [0.1, 1]).observe(seconds, label)
    return metrics


def values(metrics: Metrics, name: str) -> dict[tuple[str, ...], float]:
    family = metrics.families[name]
    assert isinstance(family, Counter)
    return family.values


def test_counters_and_histograms_are_added_and_gauges_as_they_say() -> None:
    whole = summed([worker(3, 10, 0.05), worker(4, 20, 0.5), worker(5, 30, 2, "b")])
    assert values(whole, "queries_total") == {("a",): 7, ("b",): 5}
    assert values(whole, "entries") == {(): 60}
    assert values(whole, "begun") == {(): 10}
    assert values(whole, "build_info") == {("1",): 1}
    seconds = whole.families["seconds"]
    assert isinstance(seconds, Histogram)
    assert seconds.values == {("a",): ([1, 1, 0], [0.55]), ("b",): ([0, 0, 1], [2.0])}


def test_families_that_only_some_have_are_there() -> None:
    more = worker(1, 1, 1)
    more.counter("failures_total", "Failures.").inc()
    assert values(summed([worker(1, 1, 1), more]), "failures_total") == {(): 1}


def test_one_alone_is_itself() -> None:
    alone = worker(1, 1, 1)
    assert summed([alone]) is alone


def test_what_goes_in_is_left_alone() -> None:
    parts = [worker(1, 1, 1), worker(2, 2, 2)]
    before = pickle.dumps(parts)
    summed(parts)
    assert pickle.dumps(parts) == before


def test_only_what_was_counted_outlives_a_worker() -> None:
    left = lasting(worker(3, 10, 1))
    assert set(left.families) == {"queries_total", "seconds"}
    assert not any(isinstance(family, Gauge) for family in left.families.values())


@given(st.lists(st.tuples(st.integers(0, 1000), st.sampled_from("abc")), min_size=1, max_size=6), st.data())
def test_sums_do_not_hang_on_who_is_added_first(counts: list[tuple[int, str]], data: st.DataObject) -> None:
    parts = [worker(number, number, 1, label) for number, label in counts]
    cut = data.draw(st.integers(0, len(parts)))
    halves = [summed(half) for half in (parts[:cut], parts[cut:]) if half]
    for name in ("queries_total", "entries"):
        assert values(summed(halves), name) == values(summed(parts), name)
    assert sum(values(summed(parts), "queries_total").values()) == sum(number for number, _ in counts)


def test_a_registry_can_be_sent_to_another_process() -> None:
    again: Metrics = pickle.loads(pickle.dumps(worker(3, 10, 1)))
    assert values(summed([again, worker(1, 1, 1)]), "queries_total") == {("a",): 4}
