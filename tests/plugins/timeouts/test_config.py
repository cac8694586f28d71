"""What a Corefile may say about timeouts, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.block import Timeouts
from pydns_host.plugins.timeouts import plugin
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("timeouts", case)


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ("timeouts {\nread 10\nwrite 1500ms\nidle 1h\n}", Timeouts(10.0, 1.5, 3600.0)),
        ("timeouts {\nmaxtcpqueries -1\n}", Timeouts(queries=-1)),
        ("timeouts {\nread 10s\nmaxtcpqueries 5\n}\ntimeouts {\nread 20s\n}", Timeouts(read=20.0, queries=5)),
    ],
    ids=["times in seconds", "any number of queries", "the last word counts"],
)
def test_a_server_block_keeps_what_is_said(directive: str, said: Timeouts) -> None:
    mine = block()
    assert configure(plugin.Timeouts, directive, mine) is None
    assert mine.timeouts == said
