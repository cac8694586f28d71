"""What a Corefile may say about health, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.health.config import Config
from pydns_host.plugins.health.plugin import Health
from pydns_host.testing import configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Health, case)


@pytest.mark.parametrize(
    ("directive", "config"),
    [
        ("health", Config(":8080", 0)),
        ("health [::1]:80 {\nlameduck 5s\nlameduck 1s\n}", Config("[::1]:80", 1_000_000_000)),
        ("health :1 {\nlameduck 5s\n}\nhealth", Config(":1", 5_000_000_000)),
    ],
    ids=["bare", "the last lameduck", "a second one without anything"],
)
def test_a_directive_says(directive: str, config: Config) -> None:
    assert configure(Health, directive) == config
