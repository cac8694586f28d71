"""What a Corefile may say about on, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.on.config import Config
from tests.plugins.verdicts import agree, cases, config


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("on", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("on STARTUP /bin/echo 'a b' &", [Config("startup", ("/bin/echo", "a b", "&"))]),
        ('on shutdown "/bin/echo hi"', [Config("shutdown", ("/bin/echo", "hi"))]),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("on", text, root="keys") == meaning
