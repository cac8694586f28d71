"""What dnsperf prints of each answer, and the table made of it. Asking is left to the benchmark."""

from __future__ import annotations

import pytest

from bench.latency import Compared, Latency, render, share, times

SAID = """\
[Status] Sending queries (to 127.0.0.1:53)
> NOERROR host-00001.bench.test. A 0.000326
> SERVFAIL _demo._tcp.demo-service.svc.local. SRV 0.000101
> T host-00003.bench.test. A
Statistics:
  Run time (s):         1.000110
"""


def test_the_times_of_answers_are_read_and_ordered() -> None:
    assert times(SAID) == [0.000101, 0.000326]


@pytest.mark.parametrize(
    ("count", "part", "expected"), [(1, 0.99, 1), (100, 0.99, 99), (100, 0.5, 50), (1_000, 0.99, 990), (3, 0.5, 2)]
)
def test_a_share_is_the_nearest_rank(count: int, part: float, expected: int) -> None:
    assert share(range(1, count + 1), part) == expected


def test_the_best_round_counts_and_all_lost_questions() -> None:
    runs = {
        "server": [Latency(0.2, 4.0, 1), Latency(0.3, 2.0, 2)],
        "reference": [Latency(0.5, 8.0, 0), Latency(0.4, 5.0, 0)],
    }
    row = render([Compared("cache", 10_000.0, runs)]).splitlines()[2]
    assert row == "| cache | 10000 | 0.20 | 0.40 | 2.00 | 5.00 | **2.50** | 3 | 0 |"


def test_without_a_reference_there_is_no_ratio() -> None:
    row = render([Compared("cache", 10_000.0, {"server": [Latency(0.2, 4.0, 0)]})]).splitlines()[2]
    assert row == "| cache | 10000 | 0.20 | - | 4.00 | - | - | 0 | - |"
