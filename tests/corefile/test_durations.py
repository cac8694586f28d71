"""Durations there and back; what single texts mean stands beside Go's own answers in `test_go`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile.durations import format_duration, parse_duration
from tests.corefile.complaints import complaint


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_duration_that_is_written_reads_as_itself(nanoseconds: int) -> None:
    # Go's fractions are floating point, too: from 2**53 ns in one unit on its own round trip is not exact either.
    tolerance = 0 if abs(nanoseconds) < 2**53 else 1
    assert abs(parse_duration(format_duration(nanoseconds)) - nanoseconds) <= tolerance


@given(st.text(alphabet='0159.+-smhnuµ "\\é', max_size=10))
def test_any_text_is_a_duration_or_a_clean_complaint(text: str) -> None:
    assert (complaint(parse_duration, text) or "time: ").startswith("time: ")


def test_a_duration_of_many_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="time: invalid duration"):
        parse_duration("9" * 100_000 + "s")


def test_parts_that_only_together_are_too_long_are_refused() -> None:
    with pytest.raises(ValueError, match="time: invalid duration"):
        parse_duration("2562047h" * 2)


def test_many_digits_behind_the_point_are_cut_off() -> None:
    assert parse_duration("0." + "3" * 100_000 + "s") == 333_333_333
