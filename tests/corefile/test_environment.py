"""Variables in words: both styles, values within values, and those that would never end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile.environment import SelfReference, put_in, unset
from tests.corefile.complaints import complaint

ENV = {"A": "one", "B": "{$A}-two", "C": "{%A%}", "E": "", "OPEN": "{$", "SPACE": "a b", "BRACE": "{"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{$A}", "one"),
        ("x{$A}y{$A}z", "xoneyonez"),
        ("{%A%}", "one"),
        ("{$B}", "one-two"),
        ("{$C}", "{%A%}"),
        ("{$NONE}", ""),
        ("{$E}", ""),
        ("{$}{$A}", "{$}{$A}"),
        ("{%%}{$A}", "{%%}one"),
        ("{$A", "{$A"),
        ("{A}", "{A}"),
        ("{$SPACE}", "a b"),
        ("{$A:-default}", ""),
        ("{$OPEN}A}", "one"),
        ("{{$A}}", "{one}"),
    ],
    ids=[
        "none", "one", "twice", "percent", "value-in-a-value", "percent-is-done-first", "unset", "empty",
        "no-name-stops-its-style", "but-not-the-other", "not-closed", "no-dollar", "with-a-blank", "no-default",
        "value-makes-a-reference", "in-braces",
    ],
)  # fmt: skip
def test_a_word_has_its_variables_put_in(text: str, value: str) -> None:
    assert put_in(text, ENV) == value


@pytest.mark.parametrize(
    "env",
    [{"A": "{$A}"}, {"A": "x{$A}"}, {"A": "{$A}{$A}"}, {"A": "{$B}", "B": "{$A}"}, {"A": "x" * 100_000 + "{$A}"}],
    ids=["itself", "longer", "twice-itself", "each-other", "much-longer"],
)
def test_a_value_that_leads_back_to_itself_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(SelfReference, match="leads back to itself"):
        put_in("{$A}", env)


def test_a_percent_reference_in_a_value_can_lead_back_too() -> None:
    with pytest.raises(SelfReference):
        put_in("{%A%}", {"A": "{%A%}"})


@given(st.text(alphabet="{}$%AB x", max_size=30), st.text(alphabet="{}$%AB x", max_size=10))
def test_every_word_ends(text: str, value: str) -> None:
    env = {"A": value, "B": "{$A}"}
    assert "leads back" in (complaint(lambda word: put_in(word, env), text) or "leads back")


def test_names_without_a_value_are_told() -> None:
    assert list(unset("{%X%} {$A} {$Y} {$}", ENV)) == ["X", "Y"]
