"""What a Corefile may say about auto, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.auto.config import Config, Files
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("auto", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("auto", Config((".",), Files("keys/"))),
        (
            "auto a.org {\ndirectory zones (.*)[.]zone {1}\nreload 5s\n}",
            Config(("a.org.",), Files("keys/zones", "(.*)[.]zone", "{1}"), 5_000_000_000),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("auto", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("auto {\ndirectory zones (.*) {7}\n}", "CF353"),
        ("auto {\nreload 5s x\n}", "CF341"),
        ("auto {\nupstream\n}", "CF357"),
        ("auto a.org\nauto b.org", "CF342"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("auto", text) == [code]
