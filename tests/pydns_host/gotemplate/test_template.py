"""Templates against what Go's text/template made of them, recorded as text, normal form and result or complaint.

The recordings are in data/templates.jsonl, the values on which they were executed in `values`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.gotemplate import ExecError, ParseError, Template
from tests.pydns_host.gotemplate.values import FUNCTIONS, data

_RECORDED = [
    json.loads(line) for line in Path(__file__).with_name("data").joinpath("templates.jsonl").read_text().splitlines()
]
_PIECES = sorted({piece for case in _RECORDED for piece in case["text"].replace("}}", " }} ").split(" ")})
_WORDS = [
    "{{",
    "}}",
    "{{-",
    "-}}",
    "/*",
    "*/",
    "(",
    ")",
    "|",
    ":=",
    "$x",
    ".",
    "if",
    "end",
    "else",
    '"',
    "`",
    "'",
    "\\",
]


def _execute(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {"text": text}
    try:
        template = Template("answer", text, FUNCTIONS)
    except ParseError as error:
        return found | {"refused": str(error)}
    found["normal"] = str(template.root)
    try:
        return found | {"made": template.execute(data())}
    except ExecError as error:
        return found | {"failed": str(error)}


@pytest.mark.parametrize("case", _RECORDED, ids=lambda case: case["text"] or "empty")
def test_a_template_does_what_it_does_in_go(case: dict[str, Any]) -> None:
    assert _execute(case["text"]) == case


@given(
    st.text()
    | st.lists(st.sampled_from(_PIECES + _WORDS)).map(" ".join)
    | st.lists(st.sampled_from(_WORDS)).map("".join)
)
def test_no_text_makes_anything_but_a_result_or_a_complaint(text: str) -> None:
    assert set(_execute(text)) in ({"text", "refused"}, {"text", "normal", "made"}, {"text", "normal", "failed"})


@given(st.lists(st.sampled_from(_PIECES)).map(" ".join))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    found = _execute(text)
    if "normal" in found:
        assert _execute(found["normal"]).get("normal") == found["normal"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{{" + "(" * 10_000, "max expression depth exceeded"),
        ("{{ if .Name }}" * 10_000, "max expression depth exceeded"),
        ("{{ if .Name }}{{ else if .Name }}" * 10_000, "max expression depth exceeded"),
    ],
    ids=["parentheses", "branches", "else if"],
)
def test_depth_is_bounded(text: str, complaint: str) -> None:
    with pytest.raises(ParseError, match=complaint):
        Template("answer", text)


@pytest.mark.parametrize("depth", [0, 10, 40])
def test_templates_that_call_each_other_for_ever_are_stopped(depth: int) -> None:
    text = "{{ if true }}" * depth + '{{ template "answer" }}' + "{{ end }}" * depth
    assert "exceeded maximum template depth" in _execute(text)["failed"]


def test_a_template_as_deep_as_allowed_is_executed() -> None:
    assert _execute("{{ if true }}" * 25 + "{{ " + "(" * 24 + "1" + ")" * 24 + " }}" + "{{ end }}" * 25)["made"] == "1"
