"""What people read: `full` and `concise`, and their last line. Colours are those of a terminal that wants them."""

from __future__ import annotations

import re

import pytest

from pydns_host.check.formats import concise, full, summary
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report
from tests.pydns_host.check.formats.samples import ERROR, REPORTS

FULL = """\
error[CF201]: Unknown directive 'forwrd'
  --> a,b/Corefile:12:5
   |
12 |     forwrd . 192.0.2.1
   |     ^^^^^^
   = hint: did you mean 'forward'?

warning[CF390]: taken for 100% \\x1b[31mred
 --> cm.yaml:2:1
  |
2 | dïstributed
  | ^^^^^^^^^^^
  | the second line

note[CF123]: no server block
 = note: this hangs on the machine; the Corefile itself may be right

Found 1 error, 1 warning and 1 note in 3 files (1 can be fixed with --fix)"""
CONCISE = """\
a,b/Corefile:12:5: error[CF201] Unknown directive 'forwrd'
cm.yaml:2:1: warning[CF390] taken for 100% \\x1b[31mred
cm.yaml: note[CF123] no server block
Found 1 error, 1 warning and 1 note in 3 files (1 can be fixed with --fix)"""


def test_full_shows_the_line_the_place_and_the_hint() -> None:
    assert full.render(REPORTS, Style()) == FULL


def test_concise_is_a_line_a_finding() -> None:
    assert concise.render(REPORTS, Style()) == CONCISE


@pytest.mark.parametrize("render", [full.render, concise.render], ids=["full", "concise"])
def test_colours_change_nothing_but_colours(render: object) -> None:
    assert callable(render)
    coloured = render(REPORTS, Style(colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(REPORTS, Style())
    assert "\x1b[1;31m" in coloured


@pytest.mark.parametrize(
    ("reports", "line"),
    [
        ([Report("a")], "No mistakes in 1 file"),
        ([Report("a"), Report("b")], "No mistakes in 2 files"),
        ([Report("a", (ERROR,))], "Found 1 error in 1 file"),
        ([Report("a", (ERROR, ERROR))], "Found 2 errors in 1 file"),
    ],
)
def test_the_last_line_counts(reports: list[Report], line: str) -> None:
    assert summary.line(reports, Style()) == line
