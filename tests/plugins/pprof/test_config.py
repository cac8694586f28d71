"""What a Corefile may say about pprof, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.pprof.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("pprof", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("pprof", Config()),
        ("pprof :6060 {\nblock\n}", Config(":6060", 1)),
        ("pprof {\nblock 5\n}", Config(block_rate=5)),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("pprof", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pprof {\nblock\nblock 3\n}", "CF354"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("pprof", text) == [code]
