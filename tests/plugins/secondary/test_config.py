"""What a Corefile may say about secondary, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.secondary.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("secondary", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("secondary {\ntransfer from 192.0.2.1\n}", [Config((".",), (("192.0.2.1", "53"),))]),
        (
            """
            secondary a.org {
                transfer from 192.0.2.1:5353
                transfer from ::1
                catalog b.org
                fallthrough c.org
            }
            """,
            [Config(("a.org.",), (("192.0.2.1", "5353"), ("::1", "53")), ("b.org.",), ("c.org.",))],
        ),
        ("secondary {\ntransfer from 192.0.2.1\n} tail", [Config((".",), (("192.0.2.1", "53"),))]),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("secondary", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("secondary a..b {\ntransfer from 192.0.2.1\n}", "CF301"),
        ("secondary {\ntransfer from 192.0.2.1\n} tail", "CF320"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("secondary", text) == [code]
