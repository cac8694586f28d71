"""What dnsperf's summary is read as. Running dnsperf itself is left to the benchmark."""

from __future__ import annotations

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
