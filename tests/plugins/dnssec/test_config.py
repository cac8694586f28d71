"""What a Corefile may say about dnssec, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.dnssec.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("dnssec", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("dnssec", Config((".",))),
        (
            """
            dnssec a.org {
                key file Ka.org.+013+1.key Ka.org.+013+2.private
                key file /k/Ka.org.+013+3
                key aws_secretsmanager x
                cache_capacity 5
            }
            """,
            Config(("a.org.",), ("keys/Ka.org.+013+1", "keys/Ka.org.+013+2", "/k/Ka.org.+013+3"), ("x",), 5),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("dnssec", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dnssec {\nkey ring\n}", "CF353"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("dnssec", text) == [code]
