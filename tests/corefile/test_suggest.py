"""Which known word is meant by a misspelt one."""

from __future__ import annotations

import pytest

from corefile.suggest import did_you_mean, one_of


@pytest.mark.parametrize(
    ("word", "meant"),
    [("forwrd", "forward"), ("Forward", "forward"), ("post", "POST"), ("zzz", None), ("", None)],
    ids=["letter-left-out", "case", "case-of-the-known", "nothing-near", "empty"],
)
def test_the_nearest_known_word_is_meant(word: str, meant: str | None) -> None:
    assert did_you_mean(word, ["forward", "file", "POST"]) == meant


def test_a_hint_names_the_nearest_word() -> None:
    assert one_of("sequental", ["random", "sequential"]) == "did you mean 'sequential'?"


def test_a_hint_names_every_word_when_none_is_near() -> None:
    assert one_of("x", ["random", "sequential"]) == "known here: random, sequential"
