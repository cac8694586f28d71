"""Expressions against what expr-lang made of them, recorded as text, type, and value or complaint.

The recordings are in data/expressions.jsonl, the environment in which they were evaluated in `values`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.expressions.errors import EvaluationError, ExpressionError
from pydns_host.expressions.program import Program, is_identifier
from tests.pydns_host.expressions.values import TYPES, VALUES, recorded

_RECORDED = [
    json.loads(line) for line in Path(__file__).with_name("data").joinpath("expressions.jsonl").read_text().splitlines()
]
_PIECES = sorted({piece for case in _RECORDED for piece in case["text"].split(" ")})
_WORDS = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "#",
    ".",
    "?.",
    "??",
    "?",
    ":",
    "not",
    "in",
    "let",
    "x",
    "=",
    "1",
    "'a'",
    "+",
    "-",
    "*",
    "%",
    "..",
    "==",
    "<",
    "and",
    "name()",
    "unknown",
    "map(",
    "filter(",
    "|",
    "nil",
]


def _evaluate(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {"text": text}
    try:
        program = Program(text, TYPES)
    except ExpressionError as error:
        return found | {"refused": str(error)}
    found["type"] = "interface {}" if program.type.unknown or program.type.nil else program.type.name
    try:
        return found | {"made": recorded(program.evaluate(VALUES))}
    except EvaluationError:
        return found | {"failed": True}


@pytest.mark.parametrize("case", _RECORDED, ids=lambda case: case["text"][:60] or "empty")
def test_an_expression_does_what_it_does_in_the_reference(case: dict[str, Any]) -> None:
    assert _evaluate(case["text"]) == case


@given(
    st.text()
    | st.lists(st.sampled_from(_PIECES)).map(" ".join)
    | st.lists(st.sampled_from(_WORDS)).map(" ".join)
    | st.lists(st.sampled_from(_WORDS)).map("".join)
)
def test_no_text_makes_anything_but_a_value_or_a_complaint(text: str) -> None:
    assert set(_evaluate(text)) in ({"text", "refused"}, {"text", "type", "made"}, {"text", "type", "failed"})


@pytest.mark.parametrize(
    "text", ["(" * 10_000, "not " * 10_000, "[" * 10_000, "1 ? 2 : " * 10_000, "1" + " + 1" * 9_000, "x" + ".x" * 5_000]
)
def test_depth_is_bounded(text: str) -> None:
    with pytest.raises(ExpressionError, match="nested more than"):
        Program(text, TYPES)


def test_a_long_list_is_not_deep() -> None:
    listed = ", ".join(f"'{number}'" for number in range(2_000))
    assert Program(f"'1999' in [{listed}]", TYPES).evaluate(VALUES) is True


@pytest.mark.parametrize("text", ["1..1000000000", "repeat('a', 999999999)", "map(1..900000, [#, #])"])
def test_what_an_evaluation_makes_is_bounded(text: str) -> None:
    with pytest.raises(EvaluationError):
        Program(text, TYPES).evaluate(VALUES)


def test_a_wrong_pattern_is_shown_as_it_is() -> None:
    with pytest.raises(ExpressionError) as raised:
        Program("name() matches '%('", TYPES)
    assert raised.value.message == "error parsing regexp: missing closing ): `%(`"
    assert raised.value.offset == len("name() ")


@pytest.mark.parametrize("text", ["now() - now()", "now().Hour()", "now().In(timezone('Europe/Berlin'))"])
def test_the_time_can_be_asked_for(text: str) -> None:
    Program(text, TYPES).evaluate(VALUES)


@pytest.mark.parametrize(
    ("text", "name"),
    [("x", True), ("_x1", True), ("not", False), ("nil", False), ("true", False), ("a.b", False), ("", False)],
)
def test_some_words_are_names(text: str, name: bool) -> None:
    assert is_identifier(text) is name
