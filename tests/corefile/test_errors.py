"""How findings look: the place, the line with carets, the hint; on any text that a Corefile may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile import CorefileError, Diagnostic, Severity, Span


def _finding(source: str, column: int, end: int, message: str = "wrong", hint: str | None = None) -> Diagnostic:
    span = Span("Corefile", 3, column, 3, end)
    return Diagnostic(span, Severity.ERROR, "CF001", message, hint, source=source)


def test_a_finding_shows_its_line_with_carets_and_its_hint() -> None:
    assert _finding("  forwrd . x", 3, 9, "Unknown directive 'forwrd'", "did you mean 'forward'?").render() == (
        "Corefile:3:3: Unknown directive 'forwrd'\n      forwrd . x\n      ^^^^^^\n    hint: did you mean 'forward'?"
    )


def test_a_finding_without_a_place_is_its_message_and_hint() -> None:
    assert Diagnostic(None, Severity.ERROR, "CF002", "wrong", "mend it").render() == "wrong\n    hint: mend it"


def test_the_line_can_be_given_from_outside() -> None:
    assert _finding("old", 1, 4).render("new").splitlines()[1] == "    new"


@pytest.mark.parametrize(
    ("source", "column", "end", "shown", "carets"),
    [
        ("\tlog x", 6, 7, " log x", "     ^"),
        ("日本 x", 4, 5, "日本 x", "     ^"),
        ("日本 x", 1, 3, "日本 x", "^^^^"),
        ("e\u0301 x", 4, 5, "e\u0301 x", "  ^"),
        ("a\x1b[31m x", 8, 9, "a\ufffd[31m x", "       ^"),
        ("a\u00a0b", 3, 4, "a b", "  ^"),
        ("", 1, 1, "", "^"),
    ],
    ids=["tab", "wide", "wide-marked", "combining", "control", "blank-of-another-kind", "empty"],
)
def test_carets_stand_below_the_word_on_a_terminal(source: str, column: int, end: int, shown: str, carets: str) -> None:
    _, line, below = _finding(source, column, end).render().split("\n")
    assert (line, below) == (f"    {shown}", f"    {carets}")


def test_a_word_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    span = Span("Corefile", 1, 5, 2, 3)
    rendered = Diagnostic(span, Severity.ERROR, "CF001", "wrong", source='log "ab').render()
    assert rendered.splitlines()[2] == "        ^^^"


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    line, carets = _finding("x" * 5000 + " here " + "y" * 5000, 5002, 5006).render().splitlines()[1:]
    assert len(line) < 200
    assert line[carets.index("^") : carets.rindex("^") + 1] == "here"


def test_a_message_stays_on_one_line() -> None:
    assert _finding("", 1, 2, "token 'a\nb\x1b[0m\u200b'").line() == "Corefile:3:1: token 'a\\nb\\x1b[0m\\u200b'"


def test_an_error_shows_all_of_its_findings() -> None:
    assert str(CorefileError([_finding("a", 1, 2, "one"), _finding("a", 1, 2, "two")])).split("\n")[::3] == [
        "Corefile:3:1: one",
        "Corefile:3:1: two",
    ]


@given(st.text(), st.text(), st.integers(1, 300), st.integers(0, 300))
def test_any_finding_can_be_shown_in_three_printable_lines(message: str, source: str, column: int, width: int) -> None:
    rendered = _finding(source.replace("\n", ""), column, column + width, message).render()
    lines = rendered.split("\n")
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
