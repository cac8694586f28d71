"""Figures in, Markdown out. The figures are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.growth.table import placed, render
from tests.bench.growth.made import FAMILY, measured


def test_a_row_has_a_size_and_the_figures_of_both_servers() -> None:
    lines = render([FAMILY], {"hats": measured()}, "growth").splitlines()
    assert lines[2:6] == [
        "| hats | CPU us/q | ref. CPU us/q |",
        "| ---: | ---: | ---: |",
        "| 1 | 2.0 | 4.0 |",
        "| 1,000 | 3.0 | - |",
    ]


def test_how_often_the_first_figure_is_in_the_last_is_told_where_there_are_two() -> None:
    assert "* CPU us/q: here 1.50 times from 1 to 1,000\n" in render([FAMILY], {"hats": measured()}, "growth")


def test_remarks_stand_below_the_figures() -> None:
    made = measured()
    made.remarks.append("reference with 1,000 hats: no answer")
    assert "* reference with 1,000 hats: no answer" in render([FAMILY], {"hats": made}, "growth").splitlines()


@pytest.mark.parametrize(("drawn", "pictures"), [(True, ["![hats](growth/hats.png)"]), (False, [])])
def test_only_what_is_drawn_is_shown(drawn: bool, pictures: list[str]) -> None:
    text = render([replace(FAMILY, drawn=drawn)], {"hats": measured()}, "growth")
    assert [line for line in text.splitlines() if line.startswith("!")] == pictures


def test_a_family_that_was_not_measured_has_no_table() -> None:
    assert render([FAMILY], {}, "growth") == ""


PAGE = "before\n<!-- growth: written by python -m bench.growth -->\nold\n<!-- end of growth -->\nafter\n"


def test_tables_take_the_place_of_the_old_ones_between_the_marks() -> None:
    page = placed(placed(PAGE, "new \\1\n"), "newest\n")
    assert "old" not in page
    assert "new \\1" not in page
    assert page.startswith("before\n")
    assert "\nnewest\n" in page
    assert page.endswith("\nafter\n")


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="growth: written by"):
        placed("before\nafter\n", "new\n")
