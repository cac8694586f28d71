"""Changes to a text: applied where they stand, never over one another, written at once, shown as a diff."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile import Fix, Span
from pydns_host.check import fixes

TEXT = "one two\nthree\nfour\n"


def _fix(line: int, column: int, end_line: int, end_column: int, text: str) -> Fix:
    return Fix(Span("f", line, column, end_line, end_column), text)


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        pytest.param([], TEXT, id="none"),
        pytest.param([_fix(1, 5, 1, 8, "2")], "one 2\nthree\nfour\n", id="a word"),
        pytest.param([_fix(2, 1, 3, 1, "")], "one two\nfour\n", id="a line"),
        pytest.param([_fix(3, 1, 3, 5, "4"), _fix(1, 1, 1, 4, "1")], "1 two\nthree\n4\n", id="two, in any order"),
        pytest.param([_fix(1, 1, 1, 4, "1"), _fix(1, 1, 1, 4, "1")], "1 two\nthree\nfour\n", id="the same one twice"),
        pytest.param([_fix(1, 1, 1, 6, "x"), _fix(1, 5, 1, 8, "y")], "xwo\nthree\nfour\n", id="the first of two"),
        pytest.param([_fix(4, 1, 4, 1, "five\n")], TEXT + "five\n", id="at the end"),
        pytest.param([_fix(9, 1, 9, 1, "x")], TEXT + "x", id="behind the end"),
    ],
)
def test_changes_are_made_where_they_stand(changes: list[Fix], after: str) -> None:
    assert fixes.apply(TEXT, changes) == after


places = st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(1, 5), st.integers(1, 9), st.sampled_from("xyz"))


@given(st.lists(places, max_size=6))
def test_no_change_touches_what_is_outside_of_all(given: list[tuple[int, int, int, int, str]]) -> None:
    after = fixes.apply(TEXT, [_fix(*one) for one in given])
    assert len(after) <= len(TEXT) + len(given)


def test_a_diff_shows_what_changes() -> None:
    assert fixes.diff("f", "a\nb\n", "a\nc") == (
        "--- f\n+++ f (fixed)\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n"
    )


def test_a_file_is_replaced_with_its_mode_and_through_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    fixes.write(str(link), "new")
    assert real.read_text() == "new"
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link", "real"]
