"""What a Corefile may say about sign, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.sign.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("sign", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("sign db", [Config("keys/db", (".",))]),
        (
            "sign /db a.org {\nkey file Ka.org.+013+1.key\ndirectory out\n}",
            [Config("/db", ("a.org.",), ("keys/Ka.org.+013+1",), "keys/out")],
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("sign", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sign db {\nkey ring\n}", "CF353"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("sign", text) == [code]
