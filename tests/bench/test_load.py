"""What dnsperf's summary is read as. Running dnsperf itself is left to the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import load

SUMMARY = """\
Statistics:

  Queries sent:         5751
  Queries completed:    5749 (99.97%)
  Queries lost:         2 (0.03%)

  Response codes:       NOERROR 5740 (99.84%), SERVFAIL 9 (0.16%)
  Average packet size:  request 70, response 382
  Run time (s):         2.014
  Queries per second:   2854.518371
"""


def test_a_summary_gives_counts_codes_and_seconds() -> None:
    read = load.parse(SUMMARY)
    assert (read.sent, read.completed, read.lost, read.seconds) == (5751, 5749, 2, 2.014)
    assert read.rcodes == {"NOERROR": 5740, "SERVFAIL": 9}


def test_only_noerror_counts_as_good() -> None:
    assert load.parse(SUMMARY).good == 5740


def test_a_run_without_a_single_answer_has_no_codes() -> None:
    silent = SUMMARY.replace("NOERROR 5740 (99.84%), SERVFAIL 9 (0.16%)", "").replace("5749 (99.97%)", "0 (0.00%)")
    assert load.parse(silent).good == 0


def test_other_output_than_a_summary_is_an_error_that_shows_it() -> None:
    with pytest.raises(load.LoadError, match="no such host"):
        load.parse("no such host")


@pytest.mark.parametrize(("sockets", "threads"), [(1, "1"), (256, "1"), (257, "2"), (1_000, "4")])
def test_as_many_threads_ask_as_the_sockets_need(sockets: int, threads: str) -> None:
    words = load.command(Path("questions"), 2.5, load.Pace(sockets=sockets, mode="tcp"))
    assert dict(zip(words[1::2], words[2::2], strict=False))["-T"] == threads


def test_a_pace_says_how_often_and_how_fast_is_asked() -> None:
    words = " ".join(load.command(Path("questions"), 2.5, load.Pace(10, rate=1e3, once=True, edns=True)))
    assert words.endswith("-d questions -l 2.5 -T 1 -m udp -c 20 -q 10 -t 2 -Q 1000 -n 1 -e")
