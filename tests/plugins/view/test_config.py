"""What a Corefile may say about view, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.view.config import Config
from tests.plugins.verdicts import agree, cases, config, findings, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("view", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("view v", Config("v")),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("view", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("view v {\nexpr 5\n}", "CF353"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("view", text) == [code]


def test_expressions_are_checked_in_their_order() -> None:
    found = config("view", "view v {\nexpr true\nexpr type() == 'A'\n}")
    assert [program.text for program in found.expressions] == ["true", "type() == 'A'"]


def test_a_mistake_of_an_expression_is_told_at_its_word() -> None:
    (found,) = findings("view", ". {\n    view v {\n        expr type() in nosuch\n    }\n}\n")
    assert found.span is not None
    assert (found.span.line, found.span.column) == (3, 24)
