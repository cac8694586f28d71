"""What a Corefile may say about ready, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.ready.config import Config
from pydns_host.plugins.ready.plugin import Ready
from pydns_host.testing import configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Ready, case)


@pytest.mark.parametrize(
    ("directive", "config"),
    [
        ("ready", Config(":8181", False)),
        ("ready :1 {\nmonitor continuously\n}", Config(":1", True)),
        ("ready {\nmonitor continuously\nmonitor until-ready\n}", Config(":8181", False)),
    ],
    ids=["bare", "continuously", "the last monitor"],
)
def test_a_directive_says(directive: str, config: Config) -> None:
    assert configure(Ready, directive) == config
