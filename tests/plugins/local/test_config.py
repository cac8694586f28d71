"""What a Corefile may say about local, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("local", case)
