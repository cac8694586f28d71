"""What a Corefile may say about quic, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.quic.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("quic", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("quic", Config()),
        ("quic {\nmax_streams 7\nworker_pool_size +9\n}", Config(7, 9)),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("quic", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quic\nquic {\nnosuch\n}", "CF340"),
        ("quic {\nmax_streams 1\n} tail", "CF340"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("quic", text) == [code]
