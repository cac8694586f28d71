"""Rows and their outcomes as a table. Playing rows is left to the scorecard."""

from __future__ import annotations

import pytest

from bench.scorecard.outcome import Outcome
from bench.scorecard.rows import ROWS, Row, chosen
from bench.scorecard.table import missed, render

ROW = Row("F4", "64 descriptors", "canary 100%")


def test_each_row_says_what_was_asked_and_measured() -> None:
    lines = render([(ROW, Outcome("canary 5/5", True))]).splitlines()
    assert lines[0] == "| row | what | asked | measured | ok |"
    assert lines[2:] == ["| F4 | 64 descriptors | canary 100% | canary 5/5 | yes |"]


def test_only_a_row_that_was_played_can_miss() -> None:
    assert missed([(ROW, Outcome("", ok)) for ok in (True, None)]) == []
    assert missed([(ROW, Outcome("", False))]) == ["F4"]


def test_rows_are_chosen_by_name_in_the_order_given() -> None:
    assert [row.name for row in chosen("m1, L2")] == ["M1", "L2"]
    assert chosen(None) == list(ROWS)


def test_a_row_that_there_is_not_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(OSError, match="no row X1; there are L1, L2"):
        chosen("X1")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_played_or_says_why_not(row: Row) -> None:
    assert (row.play is None) is bool(row.instead)
