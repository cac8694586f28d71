"""What the word debug turns on."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.debug.plugin import Debug
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Debug, case)


@pytest.mark.parametrize("directive", ["debug", "debug\ndebug"])
def test_debug_lines_and_tracebacks_are_turned_on(directive: str) -> None:
    mine = block()
    assert configure(Debug, directive, mine) is None
    assert (mine.debug, mine.stacktrace) == (True, True)
