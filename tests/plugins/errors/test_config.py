"""What a Corefile may say about errors, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.errors.config import Consolidate
from pydns_host.plugins.errors.plugin import Errors
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Errors, case)


@pytest.mark.parametrize(
    ("words", "period", "level", "show_first"),
    [
        ("30s x", 30_000_000_000, "error", False),
        ("1ms x warning", 1_000_000, "warning", False),
        ("5m x show_first", 300_000_000_000, "error", True),
        ("0 x debug show_first", 0, "debug", True),
    ],
)
def test_a_consolidation_has_a_period_a_level_and_perhaps_shows_the_first(
    words: str, period: int, level: str, show_first: bool
) -> None:
    (found,) = configure(Errors, f"errors {{\nconsolidate {words}\n}}").consolidates
    assert (found.period, found.level, found.show_first) == (period, level, show_first)
    assert isinstance(found, Consolidate)
    assert found.pattern.source == "x"


def test_consolidations_keep_their_order() -> None:
    config = configure(Errors, "errors {\nconsolidate 1s a\nconsolidate 1s b\n}")
    assert [one.pattern.source for one in config.consolidates] == ["a", "b"]


def test_stacktrace_holds_for_the_block() -> None:
    mine = block()
    configure(Errors, "errors {\nstacktrace\n}", mine)
    assert mine.stacktrace


def test_every_mistake_is_told_at_its_place() -> None:
    text = ". {\nerrors file.log {\nconsolidate 1x a\nconsolidate 1s ( \nconsolidate 1s a loud\nstacktrac\n}\n}\n"
    found = [(one.span.line, one.span.column, one.message) for one in findings(Errors, text) if one.span]
    assert found == [
        (2, 8, "plugin/errors: invalid log file: file.log"),
        (3, 13, 'plugin/errors: time: unknown unit "x" in duration "1x"'),
        (4, 16, "plugin/errors: error parsing regexp: missing closing ): `(`"),
        (5, 18, "plugin/errors: unknown option in consolidate: loud"),
        (6, 1, "plugin/errors: Syntax error: Unexpected token 'stacktrac', expecting 'Unknown field stacktrac'"),
    ]


def test_a_misspelt_option_is_hinted_at() -> None:
    (found,) = findings(Errors, ". {\nerrors {\nconsolidat 1s x\n}\n}\n")
    assert found.hint == "did you mean 'consolidate'?"


def test_a_duration_that_never_lasts_is_told() -> None:
    (found,) = findings(Errors, ". {\nerrors {\nconsolidate 0 x\n}\n}\n")
    assert "every error is a count of its own" in found.message
