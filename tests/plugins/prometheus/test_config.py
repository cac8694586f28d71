"""What a Corefile may say about prometheus, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.prometheus.config import Config
from pydns_host.plugins.prometheus.plugin import Prometheus
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Prometheus, case)


@pytest.mark.parametrize(
    ("directive", "config"),
    [
        ("prometheus", Config(("a.test.", "b.test."))),
        ("prometheus :1 {\nruntime_metrics\ntls web.yml\n}", Config(("a.test.", "b.test."), ":1", True, "web.yml")),
    ],
    ids=["bare", "everything"],
)
def test_a_directive_says(directive: str, config: Config) -> None:
    assert configure(Prometheus, directive, block("a.test.", "b.test.")) == config
