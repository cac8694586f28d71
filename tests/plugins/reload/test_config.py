"""What a Corefile may say about reload, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from corefile.durations import SECOND
from pydns_host.plugins.reload.config import Config
from pydns_host.plugins.reload.plugin import Reload
from pydns_host.testing import configure
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Reload, case)


@pytest.mark.parametrize(
    ("directive", "interval", "jitter"),
    [
        ("reload", 30, 15),
        ("reload 10s", 10, 5),
        ("reload 2s 0", 2, 0),
        ("reload 10s 1s", 10, 1),
        ("reload 10s 60s", 10, 5),
        ("reload 1m\nreload 5s", 60, 15),
    ],
    ids=lambda value: str(value).replace("\n", " "),
)
def test_a_directive_says(directive: str, interval: int, jitter: int) -> None:
    assert configure(Reload, directive) == Config(interval * SECOND, jitter * SECOND)


def test_too_many_words_are_an_error() -> None:
    found = findings(Reload, ". {\nreload 10s 5s x\n}\n")
    assert [one.message for one in found] == ["plugin/reload: Wrong argument count or unexpected line ending after 'x'"]


def test_both_values_that_are_not_allowed_are_told() -> None:
    found = findings(Reload, ". {\nreload 1s 1ms\n}\n")
    assert [one.span.column for one in found if one.span] == [8, 11]


def test_off_is_no_interval_and_gets_a_hint() -> None:
    (found,) = findings(Reload, ". {\nreload off\n}\n")
    assert found.hint == "leave the directive out to have no reloads"
