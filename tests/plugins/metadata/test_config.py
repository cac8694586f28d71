"""What a Corefile may say about metadata, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.metadata.config import Config
from pydns_host.plugins.metadata.plugin import Metadata
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Metadata, case)


@pytest.mark.parametrize(
    ("directive", "config"),
    [("metadata", Config(("a.test.",))), ("metadata B.test 10.0.0.0/8", Config(("b.test.", "10.in-addr.arpa.")))],
    ids=["bare", "zones"],
)
def test_a_directive_says(directive: str, config: Config) -> None:
    assert configure(Metadata, directive, block("a.test.")) == config
