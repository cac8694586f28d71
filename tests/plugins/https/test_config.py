"""What a Corefile may say about https, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.https.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("https", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("https", Config()),
        ("https {\nmax_connections 0\n}", Config(0)),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("https", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https\nhttps x", "CF340"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("https", text) == [code]
